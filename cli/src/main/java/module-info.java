/** The {@code hidbpf} command. */
module io.github.hidbpf4j.cli {
  requires java.management;
  requires static transitive org.jspecify;
  requires io.github.hidbpf4j.kernel;
  requires com.fasterxml.jackson.core;
  requires info.picocli;

  opens io.github.hidbpf4j.cli to
      info.picocli;
  opens io.github.hidbpf4j.cli.evdev to
      info.picocli;
  opens io.github.hidbpf4j.cli.traces to
      info.picocli;
}
