package io.github.hidbpf4j.testing.play;

import java.util.List;

/**
 * A kernel that is not simulated: it is given what a replay was given. For one thread at a time.
 */
public interface RealKernel {
  /** The name of its results: {@code 6.18.15}. */
  String label();

  /** Name of the profile that it is compared with. */
  String profile();

  /**
   * Plays a test on the kernel.
   *
   * @param name of the test, for messages
   * @param attempt how often it was played before: each time, delays are chosen a little
   *     differently
   */
  Outcome play(String name, Play play, int attempt);

  /**
   * Says why a play cannot be compared on this kernel.
   *
   * @param seen what the replay had
   * @return one line; empty if it can be compared
   */
  String unfit(Play play, List<Seen> seen);

  /**
   * Called when a play differs from the replay and will be played again: a busy host makes a kernel
   * late, whereas a real difference appears each time.
   *
   * @param name of the test
   * @param first the first difference
   */
  void differed(String name, PlayDifference first);

  /** Whether the kernel can give verdicts, which needs HID-BPF. */
  boolean hasVerdicts();

  /**
   * Makes the kernel load an object, without a device, and each of the programs that loaders load
   * by themselves.
   *
   * @param name of the object
   * @return {@link Verdict} or {@link Failed}
   */
  Outcome load(String name, byte[] object);

  /** The outcome of a play or a load. */
  sealed interface Outcome {}

  /**
   * The play was completed.
   *
   * @param seen what was observed
   * @param notes what may explain a difference, such as why an object is not attached
   * @param limit why a difference is not the kernel's fault: the way in which fixes are applied to
   *     it cannot do this; "" if it can
   * @param slack tolerance of its times in nanoseconds
   */
  record Played(List<Seen> seen, List<String> notes, String limit, long slack) implements Outcome {
    /** Copies. */
    public Played {
      seen = List.copyOf(seen);
      notes = List.copyOf(notes);
    }
  }

  /**
   * The kernel has loaded an object, or rejected it.
   *
   * @param loaded whether it was loaded
   * @param programs its verdict on each program; none if it was not asked
   * @param log messages of the kernel and the loader if it was not loaded
   */
  record Verdict(boolean loaded, List<ProgramAnswer> programs, List<String> log)
      implements Outcome {
    /** Copies. */
    public Verdict {
      programs = List.copyOf(programs);
      log = List.copyOf(log);
    }
  }

  /**
   * The play could not be completed.
   *
   * @param message why, in one line
   * @param details more lines
   */
  record Failed(String message, List<String> details) implements Outcome {
    /** Copies. */
    public Failed {
      details = List.copyOf(details);
    }
  }

  /**
   * The kernel's verdict on a program that was loaded alone.
   *
   * @param program its name
   * @param rejection why it was rejected, in one line; "" if accepted
   * @param log the end of the kernel's log if it was rejected
   */
  record ProgramAnswer(String program, String rejection, List<String> log) {
    /** Copies. */
    public ProgramAnswer {
      log = List.copyOf(log);
    }
  }
}
