-- Chinese text in the order of its pinyin (decision 0010). A key is text, to be compared byte by byte (COLLATE "C"): text of
-- ASCII alone is its own key, in lower case; a Chinese character is three bytes that come after ASCII, DEL and its weight.
-- Only built-in functions see a row's value, and the planner folds the rest in: under row security an index on a key then
-- serves pages half way down, too (core/database/leakproof.py). core/database/pinyin_order.py makes {weights} and
-- {surname_weights}.

-- PL/pgSQL keeps a constant of 64 KiB ready where SQL would read it anew for each statement.
CREATE FUNCTION zhenyu_pinyin_weights() RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN '{weights}'::bytea; END $$;

CREATE FUNCTION zhenyu_surname_weights() RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN '{surname_weights}'::bytea; END $$;

-- U+2000 to U+9FFF by their weight; full-width letters, digits and brackets as ASCII; what is left by code point.
CREATE FUNCTION zhenyu_pinyin_letter(letter text, weights bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN (ascii(letter) >> 13) = ANY ('{1,2,3,4}'::int[])
    THEN E'\x7F' || encode(substring(weights FROM ((ascii(letter) & 32767) << 1) | 1 FOR 2), 'escape')
    WHEN ascii(letter) < 128 THEN lower(letter)
    ELSE lower(translate(letter, '·（），：；！？．－／０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
                                 ' (),:;!?.-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'))
  END;

-- The first twelve characters by pinyin, the rest by code point. Three at a time: most texts are short.
CREATE FUNCTION zhenyu_pinyin(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN octet_length(words) = length(words) THEN lower(words)
    ELSE zhenyu_pinyin_letter(substr(words, 1, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 2, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 3, 1), zhenyu_pinyin_weights())
      || CASE WHEN length(words) < 4 THEN '' ELSE
         zhenyu_pinyin_letter(substr(words, 4, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 5, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 6, 1), zhenyu_pinyin_weights())
      || CASE WHEN length(words) < 7 THEN '' ELSE
         zhenyu_pinyin_letter(substr(words, 7, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 8, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 9, 1), zhenyu_pinyin_weights())
      || CASE WHEN length(words) < 10 THEN '' ELSE
         zhenyu_pinyin_letter(substr(words, 10, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 11, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(words, 12, 1), zhenyu_pinyin_weights())
      || substr(words, 13) END END END
  END;

-- A person's name: the first character as it is read as a surname, six characters by pinyin.
CREATE FUNCTION zhenyu_name_pinyin(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN octet_length(name) = length(name) THEN lower(name)
    ELSE zhenyu_pinyin_letter(substr(name, 1, 1), zhenyu_surname_weights())
      || zhenyu_pinyin_letter(substr(name, 2, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(name, 3, 1), zhenyu_pinyin_weights())
      || CASE WHEN length(name) < 4 THEN '' ELSE
         zhenyu_pinyin_letter(substr(name, 4, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(name, 5, 1), zhenyu_pinyin_weights())
      || zhenyu_pinyin_letter(substr(name, 6, 1), zhenyu_pinyin_weights())
      || substr(name, 7) END
  END;
