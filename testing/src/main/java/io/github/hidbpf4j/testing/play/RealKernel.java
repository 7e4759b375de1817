package io.github.hidbpf4j.testing.play;

import java.util.List;

/** A kernel that is none of ours: it is given what a replay was given. One thread at a time. */
public interface RealKernel {
  /** What its results are called: {@code 6.18.15}. */
  String label();

  /** Name of the profile that it is compared with. */
  String profile();

  /**
   * Plays on it.
   *
   * @param name of the test, for messages
   * @param attempt how often it was played already: times are taken a little differently each time
   */
  Outcome play(String name, Play play, int attempt);

  /**
   * Why a play cannot be compared on it.
   *
   * @param seen what the replay has seen
   * @return one line; empty where it can
   */
  String unfit(Play play, List<Seen> seen);

  /**
   * A play differed from the replay, and is played again: a host that is busy makes a kernel late,
   * a real difference comes each time.
   *
   * @param name of the test
   * @param first difference
   */
  void differed(String name, PlayDifference first);

  /** Whether it can be asked for verdicts: it has HID-BPF itself. */
  boolean hasVerdicts();

  /**
   * Has it load an object, without a device, and each of the programs that are loaded by itself.
   *
   * @param name of the object
   * @return {@link Verdict} or {@link Failed}
   */
  Outcome load(String name, byte[] object);

  /** How a play went, or a load. */
  sealed interface Outcome {}

  /**
   * It was played.
   *
   * @param seen what was seen
   * @param notes what may explain a difference, such as why an object is not attached
   * @param limit why a difference is none of the kernel's: the way in which fixes are applied to it
   *     cannot do this; "" where it can
   * @param slack nanoseconds by which its times may be off
   */
  record Played(List<Seen> seen, List<String> notes, String limit, long slack) implements Outcome {
    /** Copies. */
    public Played {
      seen = List.copyOf(seen);
      notes = List.copyOf(notes);
    }
  }

  /**
   * It has loaded an object, or not.
   *
   * @param loaded whether it has
   * @param programs what it says of each program; none where it was not asked
   * @param log what it and its loader say where it has not
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
   * It could not be played to its end.
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
   * What it says of a program that it was given alone.
   *
   * @param program its name
   * @param rejection why it rejects it, in one line; "" where it accepts it
   * @param log the end of what it wrote where it rejects it
   */
  record ProgramAnswer(String program, String rejection, List<String> log) {
    /** Copies. */
    public ProgramAnswer {
      log = List.copyOf(log);
    }
  }
}
