/** Clock and scheduler: the only keeper of time in the project. */
module io.github.hidbpf4j.time {
  requires static transitive org.jspecify;

  exports io.github.hidbpf4j.time;
}
