package io.github.hidbpf4j.bpf.verifier.env;

/** What a comparison with a kept state vouches for, where it ends a path. */
public interface Vouched {
  /** What is known of a register or stack slot of the path that ended. */
  enum Part {
    /** The kept state has its value. */
    COMPARED,
    /** A number whose value does not matter. */
    ANY_VALUE,
    /** Nobody reads it before it is written. */
    DEAD
  }

  /** Whether all that is still read was compared, of numbers also those that do not matter. */
  boolean within();

  /** A register of a frame of the kept state. */
  Part register(int frame, int register);

  /** A stack slot of a frame of the kept state. */
  Part slot(int frame, int slot);
}
