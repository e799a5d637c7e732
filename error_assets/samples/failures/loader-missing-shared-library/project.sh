# Linked against libpricing.so.2, which is gone when the program starts.
echo 'int price(void) { return 12; }' > pricing.c
echo 'int price(void); int main(void) { return price(); }' > main.c
cat > Makefile <<MAKE
shop: main.c pricing.c
	echo "linking in \$\$(mktemp -u -d link-XXXXXXXX)"
	gcc -shared -fPIC -Wl,-soname,libpricing.so.2 -o libpricing.so pricing.c
	gcc -o shop main.c -L. -lpricing
MAKE
