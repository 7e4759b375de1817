/** A user's module. */
module example.modular {
  requires io.github.hidbpf4j.kernel;
}
