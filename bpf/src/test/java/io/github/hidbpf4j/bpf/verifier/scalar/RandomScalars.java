package io.github.hidbpf4j.bpf.verifier.scalar;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Scalars and members of them, drawn where carries, signs and halves meet. */
final class RandomScalars {
  private static final long[] EDGES = {0, 1L << 31, 1L << 32, 1L << 63, 1L << 16, 1L << 8};

  private final SplittableRandom random;
  private final Supplier<ScalarValue> make;

  RandomScalars(SplittableRandom random, Supplier<ScalarValue> make) {
    this.random = random;
    this.make = make;
  }

  long number() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(-16, 17);
      case 2 -> 1L << random.nextInt(64);
      case 3 -> (1L << random.nextInt(64)) - 1;
      case 4 -> random.nextInt();
      case 5 -> Integer.toUnsignedLong(random.nextInt());
      case 6 -> EDGES[random.nextInt(EDGES.length)] + random.nextInt(-3, 4);
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  /** Views of a number that each hold it, each of a make of its own, synced. */
  ScalarValue around(long member) {
    ScalarValue v = make.get();
    if (random.nextInt(8) == 0) {
      v.markKnown(member);
      return v;
    }
    if (random.nextBoolean()) {
      long unknown = random.nextInt(3) == 0 ? number() & random.nextLong() : number();
      v.setTnum(new Tnum(member & ~unknown, unknown));
    }
    if (random.nextInt(3) == 0) {
      v.setSigned(Math.min(member, near(member)), Math.max(member, near(member)));
    }
    if (random.nextInt(3) == 0) {
      v.setUnsigned(Unsigned.min(member, near(member)), Unsigned.max(member, near(member)));
    }
    int low = (int) member;
    if (random.nextInt(3) == 0) {
      v.setSigned32(Math.min(low, (int) near(member)), Math.max(low, (int) near(member)));
    }
    if (random.nextInt(3) == 0) {
      v.setUnsigned32(Unsigned.min(low, (int) near(member)), Unsigned.max(low, (int) near(member)));
    }
    v.sync();
    return v;
  }

  private long near(long member) {
    return random.nextBoolean() ? number() : member + random.nextInt(-300, 300);
  }

  /** Another number of the scalar, or the one that is known. */
  long member(ScalarValue v, long known) {
    for (int attempt = 0; attempt < 8; attempt++) {
      long candidate =
          switch (random.nextInt(6)) {
            case 0 -> v.smin();
            case 1 -> v.smax();
            case 2 -> v.umin();
            case 3 -> v.umax();
            case 4 -> known + random.nextInt(-5, 6);
            default -> v.tnum().value() | (random.nextLong() & v.tnum().mask());
          };
      if (v.contains(candidate)) {
        return candidate;
      }
    }
    return known;
  }

  int choose(int[] from) {
    return from[random.nextInt(from.length)];
  }

  boolean coin() {
    return random.nextBoolean();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}
