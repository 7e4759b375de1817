/** A module of nothing but tests: JUnit has to get at them. */
open module example.junit {
  requires io.github.hidbpf4j.junit;
}
