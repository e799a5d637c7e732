# price_gross is declared and called, never defined. Objects lie in a folder with a random name.
objects="obj-$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')"
mkdir -p "$objects"
echo 'int price_net(int);' > price.h
echo 'int price_gross(int);' >> price.h
printf '#include "price.h"\nint price_net(int p) { return p * 100 / 119; }\n' > price.c
printf '#include "price.h"\nint main(void) { return price_gross(price_net(119)) != 119; }\n' > main.c
cat > Makefile <<MAKE
shop: $PWD/$objects/main.o $PWD/$objects/price.o
	\$(CC) -o \$@ \$^
$PWD/$objects/%.o: $PWD/%.c
	\$(CC) -c -o \$@ \$<
MAKE
