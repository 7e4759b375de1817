/** The {@code hidbpf} command. */
module io.github.hidbpf4j.cli {
  requires static transitive org.jspecify;
  requires io.github.hidbpf4j.kernel;
  requires info.picocli;

  opens io.github.hidbpf4j.cli to
      info.picocli;
}
