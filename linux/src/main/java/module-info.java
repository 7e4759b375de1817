/**
 * Linux's own interfaces to HID devices: hidraw, uhid, evdev, sysfs, uevents, and the system's
 * libbpf. The only module that calls native code. Independent of what BPF programs mean.
 */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.linux {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.hid;

  exports io.github.hidbpf4j.linux.call to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.device to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.host to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.libbpf to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.node to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.sysfs to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.systemd to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.linux.uevent to
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
