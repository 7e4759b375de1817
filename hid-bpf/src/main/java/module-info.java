/** The HID-BPF subsystem: hooks, contexts, dispatch, attach, kfuncs, profiles, replay, trace. */
module io.github.hidbpf4j.kernel {
  requires static transitive org.jspecify;
  requires transitive io.github.hidbpf4j.bpf;
  requires transitive io.github.hidbpf4j.hid;

  exports io.github.hidbpf4j;
  exports io.github.hidbpf4j.kernel;
  exports io.github.hidbpf4j.kernel.analysis;
  exports io.github.hidbpf4j.kernel.dispatch;
  exports io.github.hidbpf4j.kernel.event;
  exports io.github.hidbpf4j.kernel.finding;
  exports io.github.hidbpf4j.kernel.function;
  exports io.github.hidbpf4j.kernel.metadata;
  exports io.github.hidbpf4j.kernel.profile;
  exports io.github.hidbpf4j.kernel.replay;
  exports io.github.hidbpf4j.kernel.trace;
  exports io.github.hidbpf4j.kernel.types;
  exports io.github.hidbpf4j.kernel.verdict;
}
