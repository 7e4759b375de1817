package io.github.hidbpf4j.bpf.verifier.env;

/** What the comparison with a stored state proves when it ends a path. */
public interface Vouched {
  /** What is proven about a register or stack slot of the ended path. */
  enum Part {
    /** The stored state covers its value. */
    COMPARED,
    /** A number whose value does not matter. */
    ANY_VALUE,
    /** It is not read before it is written. */
    DEAD
  }

  /** Whether everything live was compared, including numbers whose value does not matter. */
  boolean within();

  /** A register of a frame of the stored state. */
  Part register(int frame, int register);

  /** A stack slot of a frame of the stored state. */
  Part slot(int frame, int slot);
}
