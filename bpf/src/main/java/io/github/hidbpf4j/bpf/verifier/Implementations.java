package io.github.hidbpf4j.bpf.verifier;

/**
 * Says which functions with a prototype in the profile can be run here. A program that reaches
 * another is refused at load, not in the middle of a run.
 */
public interface Implementations {
  /** All functions can be run. */
  Implementations ALL =
      new Implementations() {
        @Override
        public boolean helper(int number) {
          return true;
        }

        @Override
        public boolean kfunc(String name) {
          return true;
        }
      };

  /** Whether the helper with this number can be run. */
  boolean helper(int number);

  /** Whether the kernel function with this name can be run. */
  boolean kfunc(String name);
}
