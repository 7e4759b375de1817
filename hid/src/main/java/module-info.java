/**
 * The HID core in user space: descriptors, usages, reports, recordings, devices. Knows nothing of
 * BPF.
 */
module io.github.hidbpf4j.hid {
  requires static transitive org.jspecify;
  requires transitive io.github.hidbpf4j.time;

  exports io.github.hidbpf4j.hid;
  exports io.github.hidbpf4j.hid.descriptor;
  exports io.github.hidbpf4j.hid.device;
  exports io.github.hidbpf4j.hid.input;
  exports io.github.hidbpf4j.hid.model;
  exports io.github.hidbpf4j.hid.recording;
  exports io.github.hidbpf4j.hid.report;
  exports io.github.hidbpf4j.hid.usage;
}
