/** The HID-BPF subsystem: hooks, contexts, dispatch, attach, kfuncs, profiles, replay, trace. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.kernel {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.bpf;
  requires transitive io.github.hidbpf4j.hid;

  exports io.github.hidbpf4j;
  exports io.github.hidbpf4j.kernel.event;
  exports io.github.hidbpf4j.kernel.finding;
  exports io.github.hidbpf4j.kernel.verdict;
  exports io.github.hidbpf4j.kernel to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.analysis to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.conduct to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.dispatch to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.emit to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.lint to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.verify to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.function to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.metadata to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.parsed to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.profile to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.replay to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.rules to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.trace to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.kernel.types to
      io.github.hidbpf4j.testing,
      io.github.hidbpf4j.live,
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
