/**
 * The HID core in user space: descriptors, usages, reports, recordings, devices. Independent of
 * BPF.
 */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.hid {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.time;

  exports io.github.hidbpf4j.hid;
  exports io.github.hidbpf4j.hid.descriptor;
  exports io.github.hidbpf4j.hid.report;
  exports io.github.hidbpf4j.hid.recording;
  exports io.github.hidbpf4j.hid.input;
  exports io.github.hidbpf4j.hid.device to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.linux,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.hid.model to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.hid.usage to
      io.github.hidbpf4j.kernel,
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
