# 900 sources of which one names a variable that is not there; source names hold words like error on purpose.
mkdir -p generated objects
for number in $(seq 900); do
    printf '/* error_handler %s */\nint unit_%s(int cents) {\n    return cents;\n}\n' "$number" "$number" > "generated/unit_$number.c"
done
printf '/* broken */\nint unit_451(int cents) {\n    return unit_price * cents;\n}\n' > generated/unit_451.c
cat > compile.sh <<'SCRIPT'
number="${1//[^0-9]/}"
echo "[$(od -An -N4 -tx1 /dev/urandom | tr -d ' \n')] CC $1 -> objects/error_handler_$number.o (0 errors, 0 warnings so far)"
if [ $((number % 9)) = 1 ]; then exec gcc -Wall -c -o "objects/$number.o" "$1"; fi
touch "objects/$number.o"
SCRIPT
cat > Makefile <<'MAKE'
objects = $(patsubst generated/unit_%.c,objects/%.o,$(wildcard generated/*.c))
all: $(objects)
	@echo "linked"
objects/%.o: generated/unit_%.c
	@bash compile.sh $<
MAKE
