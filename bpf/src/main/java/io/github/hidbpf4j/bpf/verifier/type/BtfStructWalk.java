package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is at an offset in a struct: nested structs, arrays, unions and bit-fields are walked
 * through. Source of the rules: {@code btf_struct_walk}, {@code btf_struct_access}, {@code
 * btf_struct_ids_match} of {@code kernel/bpf/btf.c}, Linux 6.12.
 */
public final class BtfStructWalk {
  private final Consumer<String> log;

  /** Creates a walk that logs refusals, one line each. */
  public BtfStructWalk(Consumer<String> log) {
    this.log = log;
  }

  /** What is at an offset. */
  public sealed interface Found {
    /** A value without structure. */
    enum Scalar implements Found {
      /** A number. */
      SCALAR,
      /** A pointer to a value without structure; some kernels treat it as a number. */
      MEMORY
    }

    /**
     * A pointer to a struct.
     *
     * @param typeId id of the struct
     * @param flags {@link RegisterType} modifiers: its tag, or untrusted where a union was crossed
     * @param field name of the member
     */
    record Pointer(int typeId, int flags, String field) implements Found {}

    /** A nested struct that starts exactly there. */
    record Nested(int typeId, int flags) implements Found {}

    /** A refused access; the log says why. */
    record Refused(Errno errno) implements Found {}
  }

  private static final Found BAD_ACCESS = new Found.Refused(Errno.EACCES);
  private static final Found BAD_FIELD = new Found.Refused(Errno.EINVAL);

  /**
   * What an access of {@code size} bytes finds: a scalar, a pointer, or a refusal; never a nested
   * struct.
   *
   * @param btf BTF of the struct
   * @param typeId id of the struct
   * @param allocated whether the object was allocated by the program: pointers in it count as
   *     numbers, its special fields are inaccessible, and it has no flexible array
   * @param record special fields of the struct, where {@code allocated}
   */
  public Found access(
      Btf btf, int typeId, int offset, int size, boolean allocated, BtfRecord record) {
    if (allocated) {
      Optional<BtfField> field = record.overlapping(offset, size);
      if (field.isPresent()) {
        log.accept("direct access to %s is disallowed".formatted(field.get().type().typeName()));
        return BAD_ACCESS;
      }
    }
    int id = typeId;
    int at = offset;
    int flags = 0;
    while (true) {
      Found found = walk(btf, id, at, size, flags, !allocated);
      if (!(found instanceof Found.Nested(int nested, int seen))) {
        return allocated && found instanceof Found.Pointer ? Found.Scalar.SCALAR : found;
      }
      id = nested;
      flags = seen;
      at = 0;
    }
  }

  /**
   * Whether a pointer to {@code offset} in one struct is a pointer to another: the same struct at
   * offset 0, or one nested there, at any depth.
   *
   * @param strict whether only the struct itself matches
   * @param flexible whether trailing arrays without size are walked into
   */
  public boolean idsMatch(
      Btf btf, int typeId, int offset, Btf needBtf, int needId, boolean strict, boolean flexible) {
    if (offset == 0 && same(btf, typeId, needBtf, needId)) {
      return true;
    }
    if (strict) {
      return false;
    }
    int id = typeId;
    int at = offset;
    int flags = 0;
    while (walk(btf, id, at, 1, flags, flexible) instanceof Found.Nested(int nested, int seen)) {
      if (same(btf, nested, needBtf, needId)) {
        return true;
      }
      id = nested;
      flags = seen;
      at = 0;
    }
    return false;
  }

  /** Whether two ids denote the same type ({@code btf_types_are_same}). */
  @SuppressWarnings("ReferenceEquality") // one object per BTF
  public static boolean same(Btf one, int id, Btf other, int otherId) {
    return one == other && id == otherId;
  }

  /** One level of the walk ({@code btf_struct_walk}): members of anonymous members count. */
  private Found walk(Btf btf, int typeId, int offset, int size, int flagsSoFar, boolean flexible) {
    int flags = flagsSoFar;
    int id = btf.resolve(typeId);
    int at = offset;
    while (true) {
      if (!(btf.type(id) instanceof BtfType.Composite struct)) {
        log.accept("Type '%s' is not a struct".formatted(btf.type(id).name()));
        return BAD_FIELD;
      }
      if (struct.union() && struct.members().size() != 1) {
        flags |= RegisterType.PTR_UNTRUSTED;
      }
      if (at + size > struct.size()) {
        Flexible tail = flexible ? flexibleTail(btf, struct, at) : null;
        if (tail == null) {
          log.accept("access beyond struct %s at off %d size %d".formatted(name(struct), at, size));
          return BAD_ACCESS;
        }
        if (tail.typeId == 0) {
          return Found.Scalar.SCALAR;
        }
        id = tail.typeId;
        at = tail.offset;
        continue;
      }
      Step step = member(btf, struct, at, size, flags);
      if (step.result != null) {
        return step.result;
      }
      id = step.typeId;
      at = step.offset;
    }
  }

  /** Where to continue inside a flexible array; type 0 if it has numbers. */
  private record Flexible(int typeId, int offset) {}

  private static @Nullable Flexible flexibleTail(Btf btf, BtfType.Composite struct, int at) {
    if (struct.members().isEmpty()) {
      return null;
    }
    BtfType.Member last = struct.members().getLast();
    if (!(btf.resolved(last.type()) instanceof BtfType.Array array)
        || array.count() != 0
        || at < last.byteOffset()) {
      return null;
    }
    int element = btf.resolve(array.type());
    return switch (btf.type(element)) {
      case BtfType.Int _ -> new Flexible(0, 0);
      case BtfType.Composite c when c.size() != 0 ->
          new Flexible(element, (int) ((at - last.byteOffset()) % c.size()));
      default -> null;
    };
  }

  /** A result, or the nested struct in which to continue. */
  private record Step(@Nullable Found result, int typeId, int offset) {
    static Step done(Found result) {
      return new Step(result, 0, 0);
    }
  }

  private Step member(Btf btf, BtfType.Composite struct, int at, int size, int flags) {
    for (BtfType.Member member : struct.members()) {
      long start = member.byteOffset();
      if (at + size <= start) {
        break;
      }
      if (member.bitFieldSize() != 0) {
        long endBit = member.bitOffset() + member.bitFieldSize();
        if (at <= start && (endBit + 7) / 8 <= at + size) {
          return Step.done(Found.Scalar.SCALAR);
        }
        continue;
      }
      if (at < start) {
        break;
      }
      long end = start + btf.sizeOf(member.type());
      if (at >= end) {
        continue;
      }
      int id = btf.resolve(member.type());
      if (btf.type(id) instanceof BtfType.Array) {
        id = element(btf, id);
        long each = btf.sizeOf(id);
        start += (at - start) / each * each;
      }
      if (btf.type(id) instanceof BtfType.Composite) {
        return at == start
            ? Step.done(new Found.Nested(id, flags))
            : new Step(null, id, (int) (at - start));
      }
      Span span = new Span(start, end, at, size);
      return Step.done(
          btf.type(id) instanceof BtfType.Ptr(int target)
              ? pointer(btf, struct, member, target, span, flags)
              : scalar(struct, member, span, flags));
    }
    log.accept("struct %s doesn't have field at offset %d".formatted(name(struct), at));
    return Step.done(BAD_FIELD);
  }

  /** A member's bytes, and the access to it. */
  private record Span(long start, long end, int at, int size) {}

  private Found pointer(
      Btf btf, BtfType.Composite struct, BtfType.Member member, int target, Span span, int flags) {
    if (span.size != Long.BYTES || span.at != span.start) {
      log.accept(
          "cannot access ptr member %s with moff %d in struct %s with off %d size %d"
              .formatted(member.name(), span.start, name(struct), span.at, span.size));
      return BAD_ACCESS;
    }
    int tag = tagFlags(btf, target);
    int id = btf.resolve(target);
    if (btf.type(id) instanceof BtfType.Composite) {
      return new Found.Pointer(id, flags | tag, member.name());
    }
    return Found.Scalar.MEMORY;
  }

  /** The modifier that a type tag on a pointee stands for. */
  static int tagFlags(Btf btf, int target) {
    if (btf.type(target) instanceof BtfType.TypeTag(String tag, _, _)) {
      return switch (tag) {
        case "user" -> RegisterType.MEM_USER;
        case "percpu" -> RegisterType.MEM_PERCPU;
        case "rcu" -> RegisterType.MEM_RCU;
        default -> 0;
      };
    }
    return 0;
  }

  private Found scalar(BtfType.Composite struct, BtfType.Member member, Span span, int flags) {
    if (span.at + span.size > span.end && (flags & RegisterType.PTR_UNTRUSTED) == 0) {
      log.accept(
          "access beyond the end of member %s (mend:%d) in struct %s with off %d size %d"
              .formatted(member.name(), span.end, name(struct), span.at, span.size));
      return BAD_ACCESS;
    }
    return Found.Scalar.SCALAR;
  }

  /** Id of the element type of an array of arrays. */
  private static int element(Btf btf, int arrayId) {
    int id = arrayId;
    while (btf.type(id) instanceof BtfType.Array array) {
      id = btf.resolve(array.type());
    }
    return id;
  }

  /** Name of a struct in messages of the walk. */
  static String name(BtfType.Composite struct) {
    return struct.name().isEmpty() ? "(anon)" : struct.name();
  }

  /** Name of a type in most messages; empty for anonymous ones. */
  public static String name(Btf btf, int typeId) {
    return btf.type(typeId).name();
  }

  /** Members that the walk may find by name, for tables: the pointee of a struct's member. */
  static List<Integer> pointees(Btf btf, int structId, String member) {
    if (!(btf.type(structId) instanceof BtfType.Composite struct)) {
      return List.of();
    }
    return struct.members().stream()
        .filter(m -> m.name().equals(member))
        .map(m -> btf.type(btf.resolve(m.type())))
        .filter(BtfType.Ptr.class::isInstance)
        .map(t -> btf.resolve(((BtfType.Ptr) t).type()))
        .toList();
  }
}
