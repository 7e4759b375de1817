/** Real kernels in QEMU: images, initramfs, guests, and the protocol of what runs in them. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.guest {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.time;

  exports io.github.hidbpf4j.guest to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.guest.channel to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.guest.image to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.guest.machine to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.guest.runtime to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
