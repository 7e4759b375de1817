/** A module of nothing but tests: JUnit has to get at them. */
open module example.junit {
  requires io.github.hidbpf4j.junit;
  // Surefire leaves on the class path what no module requires; JUnit does not work in halves.
  requires org.junit.jupiter.engine;
  requires org.junit.platform.launcher;
}
