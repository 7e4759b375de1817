package io.github.hidbpf4j.bpf.btf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field, type or enumerator that a CO-RE relocation refers to, in one set of types: the root
 * type, the indices of every level ({@link #raw}), and the named members and array elements on the
 * way.
 */
final class CoreSpec {
  /**
   * Maximum number of levels of an access string, as in libbpf (BPF_CORE_SPEC_MAX_LEN, Linux 6.12).
   */
  static final int MAX_LENGTH = 64;

  private static final long MAX_BITS = 1L << 35;

  /**
   * A step: member {@code index} of struct {@code typeId} called {@code name}; or, without a name,
   * element {@code index} of an array of {@code typeId}. Of an enum: enumerator {@code index}.
   */
  record Step(int typeId, int index, @Nullable String name) {}

  final Btf btf;
  final int rootTypeId;
  final CoreRelocationKind kind;
  final List<Step> steps = new ArrayList<>();
  final List<Integer> raw = new ArrayList<>();
  long bitOffset;

  CoreSpec(Btf btf, int rootTypeId, CoreRelocationKind kind) {
    this.btf = btf;
    this.rootTypeId = rootTypeId;
    this.kind = kind;
  }

  Step last() {
    return steps.getLast();
  }

  /** Adds to the offset of the field. */
  void advance(long bits) {
    bitOffset += bits;
    if (bitOffset > MAX_BITS || bits > MAX_BITS) {
      throw new CoreException("field offset of %d bits is out of range".formatted(bitOffset));
    }
  }

  /** The size of a type in bytes. */
  static long sizeOf(Btf btf, int id) {
    if (!btf.resolved(id).hasSize()) {
      throw new CoreException(
          "type [%d] %s has no size".formatted(id, BtfKind.name(btf.resolved(id))));
    }
    return btf.sizeOf(id);
  }

  /**
   * Whether an array of 0 elements, reached by this step, is a flexible array: the last member of
   * its struct.
   */
  static boolean flexible(Btf btf, Step step, BtfType.Array array) {
    return step.name() != null
        && array.count() == 0
        && btf.type(step.typeId()) instanceof BtfType.Composite c
        && step.index() == c.members().size() - 1;
  }

  /**
   * Interprets the compiler's spec: follows the access string through the object's own types.
   *
   * @throws CoreException when the string does not fit the types
   */
  static CoreSpec parse(Btf btf, CoreRelocation relocation, CoreRelocationKind kind) {
    CoreSpec spec = new CoreSpec(btf, relocation.typeId(), kind);
    if (kind.typeBased()) {
      if (!relocation.access().equals("0")) {
        throw bad(btf, relocation, "expected access string 0");
      }
      return spec;
    }
    spec.parseIndices(relocation);
    int id = btf.resolve(relocation.typeId());
    int first = spec.raw.getFirst();
    if (kind.enumBased()) {
      if (!(btf.type(id) instanceof BtfType.Enumeration e)
          || spec.raw.size() > 1
          || first >= e.values().size()) {
        throw bad(btf, relocation, "expected an enumerator of an enum");
      }
      spec.steps.add(new Step(id, first, e.values().get(first).name()));
      return spec;
    }
    spec.steps.add(new Step(id, first, null));
    spec.advance(multiply(first, sizeOf(btf, id)));
    for (int i = 1; i < spec.raw.size(); i++) {
      id = spec.descend(relocation, btf.resolve(id), spec.raw.get(i));
    }
    return spec;
  }

  private int descend(CoreRelocation relocation, int id, int index) {
    if (btf.type(id) instanceof BtfType.Composite c) {
      if (index >= c.members().size()) {
        throw bad(btf, relocation, "member %d of %d".formatted(index, c.members().size()));
      }
      BtfType.Member member = c.members().get(index);
      advance(member.bitOffset());
      if (!member.name().isEmpty()) {
        steps.add(new Step(id, index, member.name()));
      }
      return member.type();
    }
    if (btf.type(id) instanceof BtfType.Array a) {
      if (index >= a.count() && !flexible(btf, last(), a)) {
        throw bad(btf, relocation, "element %d of %d".formatted(index, a.count()));
      }
      int element = btf.resolve(a.type());
      steps.add(new Step(element, index, null));
      advance(multiply(index, sizeOf(btf, element)));
      return element;
    }
    throw bad(
        btf,
        relocation,
        "captures type [%d] of unexpected kind %s".formatted(id, BtfKind.name(btf.type(id))));
  }

  private void parseIndices(CoreRelocation relocation) {
    if (relocation.access().length() > MAX_LENGTH * 11) {
      throw new CoreException(
          "access string of %d characters, expected at most %d levels"
              .formatted(relocation.access().length(), MAX_LENGTH));
    }
    for (String part : relocation.access().split(":", -1)) {
      try {
        raw.add(Integer.parseUnsignedInt(part));
      } catch (NumberFormatException _) {
        throw bad(btf, relocation, "expected numbers between colons");
      }
      if (raw.getLast() < 0) {
        throw bad(btf, relocation, "expected numbers below 2^31");
      }
      if (raw.size() > MAX_LENGTH) {
        throw bad(btf, relocation, "more than %d levels".formatted(MAX_LENGTH));
      }
    }
  }

  /** Size in bits of {@code count} elements of this size in bytes, saturating. */
  static long multiply(int count, long size) {
    return size != 0 && count > MAX_BITS / 8 / size ? MAX_BITS + 1 : count * size * 8;
  }

  private static CoreException bad(Btf btf, CoreRelocation relocation, String why) {
    BtfType type = btf.type(relocation.typeId());
    return new CoreException(
        "parsing [%d] %s %s + %s failed: %s"
            .formatted(
                relocation.typeId(),
                BtfKind.name(type),
                type.name().isEmpty() ? "<anon>" : type.name(),
                relocation.access(),
                why));
  }

  /** The form that libbpf prints: {@code <byte_off> [12] struct s.a[3].b (0:1:3:0 @ offset 24)}. */
  @Override
  public String toString() {
    BtfType type = btf.type(rootTypeId);
    StringBuilder out =
        new StringBuilder(
            "<%s> [%d] %s %s"
                .formatted(
                    kind.text(),
                    rootTypeId,
                    BtfKind.name(type),
                    type.name().isEmpty() ? "<anon>" : type.name()));
    if (kind.typeBased() || steps.isEmpty()) {
      return out.toString();
    }
    if (kind.enumBased()) {
      Step step = steps.getFirst();
      out.append("::").append(step.name());
      if (btf.type(step.typeId()) instanceof BtfType.Enumeration e) {
        out.append(" = ").append(e.values().get(step.index()).value());
      }
      return out.toString();
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.name() != null) {
        out.append('.').append(step.name());
      } else if (i > 0 || step.index() > 0) {
        out.append('[').append(step.index()).append(']');
      }
    }
    out.append(" (");
    for (int i = 0; i < raw.size(); i++) {
      out.append(i == 0 ? "" : ":").append(raw.get(i));
    }
    out.append(" @ offset ").append(bitOffset / 8);
    if (bitOffset % 8 != 0) {
      out.append('.').append(bitOffset % 8);
    }
    return out.append(')').toString();
  }
}
