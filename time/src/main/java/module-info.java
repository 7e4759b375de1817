/** Clock and scheduler: the only source of time in the project. */
@SuppressWarnings("module") // some modules named here are built after this one
module io.github.hidbpf4j.time {
  requires static org.jspecify;

  exports io.github.hidbpf4j.time;
}
