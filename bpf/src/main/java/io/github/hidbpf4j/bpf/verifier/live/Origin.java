package io.github.hidbpf4j.bpf.verifier.live;

import java.util.Arrays;

/**
 * The path-independent knowledge of which stack a value points into, and where ({@code struct
 * arg_track}): up to four offsets from the frame pointer of one frame, any offset of one frame, or
 * any of several frames. Immutable.
 *
 * @param frame index of the frame, or one of the negative values below
 * @param frames for {@link #SEVERAL}: the frames, as bits
 * @param offsets in bytes, ascending; none if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs, and never written
record Origin(int frame, int frames, short[] offsets) {
  private static final int NO_FRAME = -1;
  private static final int UNSEEN = -2;
  private static final int SEVERAL = -3;
  private static final int MOST_OFFSETS = 4;
  private static final short[] ANYWHERE = {};

  /** Not a pointer into a stack. */
  static final Origin NONE = new Origin(NO_FRAME, 0, ANYWHERE);

  /** Not reached by any path so far. */
  static final Origin UNVISITED = new Origin(UNSEEN, 0, ANYWHERE);

  /** A place in a frame. */
  static Origin at(int frame, int offset) {
    return new Origin(frame, 0, new short[] {(short) offset});
  }

  /** Somewhere in a frame. */
  static Origin in(int frame) {
    return new Origin(frame, 0, ANYWHERE);
  }

  /** Somewhere in one of several frames, given as bits. */
  static Origin inSeveral(int frames) {
    return new Origin(SEVERAL, frames, ANYWHERE);
  }

  boolean isVisited() {
    return frame != UNSEEN;
  }

  boolean isNone() {
    return frame == NO_FRAME;
  }

  boolean isOfOneFrame() {
    return frame >= 0;
  }

  boolean isOfSeveral() {
    return frame == SEVERAL;
  }

  /** Whether it points into some stack. */
  boolean isPointer() {
    return frame >= 0 || frame == SEVERAL;
  }

  /** Whether it may point into this frame. */
  boolean mayBeIn(int other) {
    return frame == other || frame == SEVERAL && (frames >> other & 1) != 0;
  }

  @SuppressWarnings("ReferenceEquality")
  boolean sameAs(Origin other) {
    return this == other
        || frame == other.frame && frames == other.frames && Arrays.equals(offsets, other.offsets);
  }

  private int frameBits() {
    return frame >= 0 ? 1 << frame : frames;
  }

  private static Origin mixed(Origin a, Origin b) {
    return inSeveral(a.frameBits() | b.frameBits());
  }

  /** The union where paths meet ({@code __arg_track_join}). */
  @SuppressWarnings("ReferenceEquality")
  Origin join(Origin other) {
    if (this == other || !other.isVisited()) {
      return this;
    }
    if (!isVisited()) {
      return other;
    }
    if (frame == other.frame && frame >= 0) {
      return offsets.length == 0 || other.offsets.length == 0
          ? in(frame)
          : merged(offsets, other.offsets);
    }
    if (isNone() && other.isNone()) {
      return this;
    }
    if (frame >= 0 && other.isNone()) {
      return keptOnOnePath();
    }
    if (other.frame >= 0 && isNone()) {
      return other.keptOnOnePath();
    }
    return mixed(this, other);
  }

  /** With another offset added, so that no write through it counts as certain. */
  private Origin keptOnOnePath() {
    return offsets.length == 1 ? merged(offsets, new short[] {0}) : this;
  }

  private Origin merged(short[] a, short[] b) {
    short[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    Arrays.sort(all);
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (i == 0 || all[i] != all[i - 1]) {
        all[count++] = all[i];
      }
    }
    return count > MOST_OFFSETS ? in(frame) : new Origin(frame, 0, Arrays.copyOf(all, count));
  }

  /**
   * Moved by a number; becomes {@link #in} its frame if the result is out of range ({@code
   * arg_padd}).
   */
  Origin plus(long delta) {
    if (offsets.length == 0 || delta == 0) {
      return this;
    }
    short[] moved = new short[offsets.length];
    for (int i = 0; i < moved.length; i++) {
      long sum = offsets[i] + delta;
      if ((short) delta != delta || (short) sum != sum) {
        return in(frame);
      }
      moved[i] = (short) sum;
    }
    return new Origin(frame, 0, moved);
  }

  /** Somewhere in what it points into. */
  Origin anywhere() {
    return offsets.length == 0 ? this : in(frame);
  }

  /** The result of arithmetic with another register ({@code arg_track_alu64}). */
  Origin combined(Origin other) {
    if (frame >= 0 && (other.isNone() || other.frame == frame)) {
      return anywhere();
    }
    if (other.frame >= 0 && isNone()) {
      return other.anywhere();
    }
    return isNone() && other.isNone() ? this : mixed(this, other);
  }
}
