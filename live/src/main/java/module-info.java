/** Fixes on real devices: the bridge, the recorder, the daemon, and what is installed. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.live {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.kernel;
  requires transitive io.github.hidbpf4j.linux;
  requires com.fasterxml.jackson.core;
  requires jdk.net;

  exports io.github.hidbpf4j.live.bridge to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.daemon to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.device to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.doctor to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.fixes to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.kernel to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.live.recorder to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
