/** Tools for measuring hidbpf4j. Not published. */
module io.github.hidbpf4j.tools {
  requires java.management;
  requires static org.jspecify;
  requires io.github.hidbpf4j.cli;
  requires io.github.hidbpf4j.guest;
  requires io.github.hidbpf4j.kernel;
  requires io.github.hidbpf4j.linux;
  requires io.github.hidbpf4j.live;
  requires io.github.hidbpf4j.testing;
  requires com.fasterxml.jackson.core;
  requires info.picocli;

  opens io.github.hidbpf4j.tools to
      info.picocli;
  opens io.github.hidbpf4j.tools.evdev to
      info.picocli;
  opens io.github.hidbpf4j.tools.fuzz to
      info.picocli;
  opens io.github.hidbpf4j.tools.hunt to
      info.picocli;
  opens io.github.hidbpf4j.tools.live to
      info.picocli;
  opens io.github.hidbpf4j.tools.manual to
      info.picocli;
  opens io.github.hidbpf4j.tools.mutation to
      info.picocli;
  opens io.github.hidbpf4j.tools.reference to
      info.picocli;
  opens io.github.hidbpf4j.tools.results to
      info.picocli;
  opens io.github.hidbpf4j.tools.selftests to
      info.picocli;
  opens io.github.hidbpf4j.tools.traces to
      info.picocli;
}
