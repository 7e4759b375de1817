/** Real kernels in QEMU: images, initramfs, guests, and what runs in them. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.guest {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.time;
}
