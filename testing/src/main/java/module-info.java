/** Tests of fixes: snapshots, scenarios, coverage and reports. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.testing {
  requires static org.jspecify;
  requires transitive io.github.hidbpf4j.kernel;
  requires com.fasterxml.jackson.core;
  requires java.xml;

  exports io.github.hidbpf4j.testing.coverage to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.bench to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.play to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.report to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.scenario to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.snapshot to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.suite to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.junit,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.html to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
  exports io.github.hidbpf4j.testing.watch to
      io.github.hidbpf4j.cli,
      io.github.hidbpf4j.tools;
}
