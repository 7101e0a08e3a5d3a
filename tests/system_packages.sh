#!/bin/sh
# Install what the tests need beside Python and Node; without root, say exactly what is missing.
missing=""
command -v chromium-headless-shell >/dev/null || missing="$missing chromium-headless-shell"
command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
command -v pdffonts >/dev/null || missing="$missing poppler-utils"
command -v fc-list >/dev/null || missing="$missing fontconfig"
has_face() { fc-list 2>/dev/null | grep -qi "$1"; }
has_face 'Noto Sans CJK' || missing="$missing fonts-noto-cjk"                             # pages in the browser
[ -f /usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf ] || missing="$missing fonts-arphic-gbsn00lp" # PDF files and scans
has_face 'AR PL KaitiM GB' || missing="$missing fonts-arphic-gkai00mp"                    # official Word set by LibreOffice
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "The tests need these system packages:$missing" >&2
echo "Install them as root: apt-get install$missing" >&2
exit 1
