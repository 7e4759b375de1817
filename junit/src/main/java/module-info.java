/** Tests of fixes in JUnit Jupiter. */
module io.github.hidbpf4j.junit {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.kernel;
  requires io.github.hidbpf4j.testing;
  requires transitive org.junit.jupiter.api;

  exports io.github.hidbpf4j.junit;

  // JUnit instantiates the extension.
  opens io.github.hidbpf4j.junit to
      org.junit.platform.commons;
}
