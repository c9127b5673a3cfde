# tests - unit (cmocka), host (bats), boot (QEMU).
