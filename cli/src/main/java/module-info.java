/** The {@code hidbpf} command. */
@SuppressWarnings("module") // tools is built after this one
module io.github.hidbpf4j.cli {
  requires static org.jspecify;
  requires io.github.hidbpf4j.guest;
  requires io.github.hidbpf4j.live;
  requires io.github.hidbpf4j.testing;
  requires com.fasterxml.jackson.core;
  requires info.picocli;

  exports io.github.hidbpf4j.cli to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.cli.engine to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.cli.file to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.cli.guest to
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.cli.start to
      io.github.hidbpf4j.tools;

  opens io.github.hidbpf4j.cli to
      info.picocli;
}
