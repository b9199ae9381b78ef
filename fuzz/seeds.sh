#!/bin/sh
# Puts what the tests have into the corpus of each target, as it takes it.
set -eu
cd "$(dirname "$0")"
field=../tests/data/field
for target in bytes json arff matrix_market sparse lines gzip zip xlsx encodings tables factors lessons; do mkdir -p "corpus/$target"; done
for file in "$field"/*.*; do
    name=$(basename "$file")
    cp "$file" "corpus/bytes/$name"
    case $name in
        *.jsonl) cp "$file" "corpus/json/$name" ;;
        *.mtx) tail -c +23 "$file" > "corpus/matrix_market/$name" ;;
        *.gz) { printf '\000'; tail -c +3 "$file"; } > "corpus/gzip/$name" ;;
        *.zip) cp "$file" "corpus/zip/$name" ;;
        *.csv | *.txt | *.dat | *.tsv | *.tab | *.inter)
            # No option is said by zeros.
            { head -c 64 /dev/zero; cat "$file"; } > "corpus/tables/$name"
            { printf 'z'; cat "$file"; } > "corpus/encodings/$name"
            { printf '\001'; cat "$file"; } > "corpus/gzip/$name"
            { printf 'z\000'; cat "$file"; } > "corpus/zip/$name"
            cp "$file" "corpus/factors/$name"
            ;;
    esac
done
printf '[{"user":1,"item":"a","rating":5},{"user":{"id":2},"item":"b","rating":null}]' > corpus/json/list
printf '{"Lisa":{"Lady":2.5,"Snakes":3.5},"Gene":{"Lady":3}}' > corpus/json/critics
printf '{"user":[1,2,3],"item":["a","b","a"],"rating":[5,4,3]}' > corpus/json/columns
printf "@attribute 'the user' string\n@ATTRIBUTE item {a,b}\n@attribute rating numeric\n@DATA\n'An, L',a,5\n%% x\nBo,b,?\n" > corpus/arff/one
printf 'coordinate real general\n2 3 2\n1 1 5\n2 3 4.5\n' > corpus/matrix_market/sparse
printf 'array integer symmetric\n2 2\n5\n0\n3\n4\n' > corpus/matrix_market/dense
printf '2 2:4 3:1\n1 9:1\n' > corpus/sparse/one
printf '5 0:1 7:1\n3 0:1 8:1\n' > corpus/sparse/machines
printf '\000| An | A \\| B | 4 |\n| Bo | | 3 |\n' > corpus/lines/markdown
printf '\0011488844,3,2005-09-06\n2:\n885013,4,2005-10-19\n' > corpus/lines/netflix
printf '\002Bo Li\n5 5 0\n' > corpus/lines/vectors
printf '\003"c,""d"",4"\n' > corpus/lines/quoted
printf '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>item</t></is></c><c r="C1" t="str"><v>rating</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="C2"><v>4.5</v></c></row></sheetData></worksheet>\001<sst><si><t>user</t></si></sst>' > corpus/xlsx/one
for file in ../assets/lessons/*.md ../tests/data/lessons/*.md; do [ -f "$file" ] && cp "$file" corpus/lessons/ || true; done
