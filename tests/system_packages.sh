#!/bin/sh
# Install what the browser and layout tests need; without root, say exactly what is missing.
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi 'Noto Sans CJK' || missing="$missing fontconfig fonts-noto-cjk"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
command -v pdffonts >/dev/null || missing="$missing poppler-utils"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "The tests need these system packages:$missing" >&2
echo "Install them as root: apt-get install$missing" >&2
exit 1
