package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.asm.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies CO-RE relocations: makes instructions that were compiled against one definition of the
 * kernel's types fit another ({@code tools/lib/bpf/relo_core.c} and {@code libbpf.c}, Linux 6.12).
 * An instruction whose field or enumerator the kernel lacks is poisoned: it becomes a call of an
 * invalid helper, which dead code may contain and the verifier refuses in live code.
 */
public final class CoreRelocator {
  /** Helper number that a poisoned instruction calls: {@code 0xbad2310}, "bad relo". */
  public static final int POISON = 0xbad2310;

  /** Maximum number of comparison steps per relocator; real objects stay far below. */
  private static final long MAX_STEPS = 10_000_000;

  private static final int LD_IMM64 = 0x18;
  private static final int CALL = 0x85;

  private final Btf local;
  private final Btf target;
  private final CoreBudget budget;
  private final CoreMatcher matcher;
  private final CoreTypes types;
  private final Map<Integer, List<Integer>> candidates = new HashMap<>();
  private @Nullable Map<String, List<Integer>> flavoured;

  /**
   * Creates a relocator of one object for one kernel.
   *
   * @param local types of the object
   * @param target types of the kernel
   */
  public CoreRelocator(Btf local, Btf target) {
    this.local = local;
    this.target = target;
    this.budget = new CoreBudget(MAX_STEPS);
    this.matcher = new CoreMatcher(local, target, budget);
    this.types = new CoreTypes(local, target, budget);
  }

  /**
   * Strips the flavour of a name: {@code task_struct} of {@code task_struct___old}. What follows
   * the last {@code ___} is a flavour unless that is at the start or next to more underscores.
   *
   * @param name name of a type or enumerator
   * @return the name without its flavour
   */
  public static String essentialName(String name) {
    return CoreTypes.essentialName(name);
  }

  /**
   * Tells whether a type of the object and one of the kernel have the same shape, ignoring names:
   * the rule for prototypes of kfuncs and types of kernel variables.
   *
   * @param localId type id in the object's BTF
   * @param targetId type id in the kernel's BTF
   * @return true when the shapes are compatible
   */
  public boolean compatible(int localId, int targetId) {
    return types.compatible(localId, targetId);
  }

  /**
   * Applies a relocation to {@code code[slot]}.
   *
   * @param code the instructions of a function; changed in place
   * @param slot index of the instruction in {@code code}
   * @param relocation the record
   * @param number its number in its section, for messages
   * @return what could not be found, as libbpf prints it, when the instruction was poisoned; empty
   *     otherwise
   * @throws CoreException when it cannot be applied: malformed, ambiguous, or the instruction is
   *     not what the compiler should have written
   */
  public Optional<String> apply(
      Instruction[] code, int slot, CoreRelocation relocation, int number) {
    try {
      CoreRelocationKind kind =
          relocation
              .kind()
              .orElseThrow(
                  () ->
                      new CoreException(
                          "unrecognized CO-RE relocation unknown (%d)"
                              .formatted(relocation.kindNumber())));
      CoreSpec spec = CoreSpec.parse(local, relocation, kind);
      Result result = resolve(kind, spec);
      if (!new Patch(code, slot, result).apply()) {
        poison(code, slot);
        return Optional.of(spec.toString());
      }
      return Optional.empty();
    } catch (CoreException e) {
      throw new CoreException("relo #%d: insn #%d: %s".formatted(number, slot, e.getMessage()));
    }
  }

  /**
   * The value to write over the old one; {@code badSize}: sizes differ in a way that no load can
   * compensate for.
   */
  private record Result(
      long original,
      long value,
      boolean validate,
      boolean poison,
      long originalSize,
      long size,
      boolean badSize) {}

  private Result resolve(CoreRelocationKind kind, CoreSpec spec) {
    if (kind == CoreRelocationKind.TYPE_ID_LOCAL) {
      return new Result(spec.rootTypeId, spec.rootTypeId, false, false, 0, 0, false);
    }
    if (local.type(spec.rootTypeId).name().isEmpty()) {
      throw new CoreException(
          "<%s> (%d) relocation doesn't support anonymous types"
              .formatted(kind.text(), kind.ordinal()));
    }
    Result chosen = null;
    CoreSpec chosenSpec = null;
    for (int candidate : candidates(spec.rootTypeId)) {
      CoreSpec found = matcher.match(spec, candidate);
      if (found == null) {
        continue;
      }
      Result result = calculate(kind, spec, found);
      if (chosen == null) {
        chosen = result;
        chosenSpec = found;
        continue;
      }
      long before = Objects.requireNonNull(chosenSpec).bitOffset;
      if (found.bitOffset != before) {
        throw new CoreException(
            "field offset ambiguity: %d != %d".formatted(found.bitOffset, before));
      }
      if (result.poison != chosen.poison || result.value != chosen.value) {
        throw new CoreException(
            "relocation decision ambiguity: %s %s != %s %s"
                .formatted(
                    result.poison ? "failure" : "success",
                    Long.toUnsignedString(result.value),
                    chosen.poison ? "failure" : "success",
                    Long.toUnsignedString(chosen.value)));
      }
    }
    return chosen != null ? chosen : calculate(kind, spec, null);
  }

  private Result calculate(CoreRelocationKind kind, CoreSpec spec, @Nullable CoreSpec found) {
    CoreValue original = Objects.requireNonNull(CoreValue.of(kind, spec));
    CoreValue value = CoreValue.of(kind, found);
    if (value == null) {
      return new Result(original.value(), 0, original.validate(), true, 0, 0, false);
    }
    boolean badSize = false;
    if (found != null && original.fieldSize() != value.fieldSize()) {
      BtfType from = local.type(original.fieldType());
      BtfType to = target.type(value.fieldType());
      // Zero-extension keeps the value of pointers and unsigned integers only.
      boolean pointers = from instanceof BtfType.Ptr && to instanceof BtfType.Ptr;
      boolean unsigned =
          from instanceof BtfType.Int i
              && to instanceof BtfType.Int j
              && !i.signed()
              && !j.signed();
      badSize = !pointers && !unsigned;
    }
    return new Result(
        original.value(),
        value.value(),
        original.validate(),
        false,
        original.fieldSize(),
        value.fieldSize(),
        badSize);
  }

  /** Kernel types of the same kind and with the same name without flavours, in order of id. */
  private List<Integer> candidates(int localId) {
    return candidates.computeIfAbsent(
        localId,
        id -> {
          BtfType type = local.type(id);
          String name = essentialName(type.name());
          List<Integer> found = new ArrayList<>();
          for (int candidate : target.idsByName(name)) {
            if (CoreTypes.sameKind(type, target.type(candidate))) {
              found.add(candidate);
            }
          }
          for (int candidate : flavoured().getOrDefault(name, List.of())) {
            if (CoreTypes.sameKind(type, target.type(candidate))) {
              found.add(candidate);
            }
          }
          found.sort(null);
          return found;
        });
  }

  private Map<String, List<Integer>> flavoured() {
    Map<String, List<Integer>> index = flavoured;
    if (index == null) {
      index = new HashMap<>();
      for (int id = 1; id <= target.size(); id++) {
        String name = target.type(id).name();
        if (name.contains("___")) {
          String essential = essentialName(name);
          if (!essential.equals(name)) {
            index.computeIfAbsent(essential, _ -> new ArrayList<>(1)).add(id);
          }
        }
      }
      flavoured = index;
    }
    return index;
  }

  private static void poison(Instruction[] code, int slot) {
    Instruction poisoned = new Instruction(CALL, 0, 0, (short) 0, POISON);
    if (code[slot].opcode() == LD_IMM64) {
      code[slot + 1] = poisoned;
    }
    code[slot] = poisoned;
  }

  /** Writes a value into the field of an instruction that can hold it. */
  private record Patch(Instruction[] code, int slot, Result result) {
    /**
     * Returns false, so that the instruction is poisoned, when there is no value, or the access
     * does not fit the field.
     */
    boolean apply() {
      Instruction instruction = code[slot];
      return switch (instruction.instructionClass()) {
        case 4, 7 -> immediate(instruction);
        case 1, 2, 3 -> access(instruction);
        case 0 -> immediate64(instruction);
        default -> throw unrecognized(instruction);
      };
    }

    private static CoreException unrecognized(Instruction i) {
      return new CoreException(
          "trying to relocate unrecognized insn, code:0x%x, src:0x%x, dst:0x%x, off:0x%x, imm:0x%x"
              .formatted(i.opcode(), i.src(), i.dst(), i.offset(), i.imm()));
    }

    private void validate(String kind, long got) {
      if (result.validate && got != result.original) {
        throw new CoreException(
            "unexpected insn (%s) value: got %d, exp %s -> %s"
                .formatted(
                    kind,
                    got,
                    Long.toUnsignedString(result.original),
                    Long.toUnsignedString(result.value)));
      }
    }

    private boolean immediate(Instruction instruction) {
      if ((instruction.opcode() & 0x08) != 0) {
        throw unrecognized(instruction);
      }
      if (result.poison) {
        return false;
      }
      validate("ALU/ALU64", instruction.imm());
      code[slot] = instruction.withImm((int) result.value);
      return true;
    }

    private boolean access(Instruction instruction) {
      if (result.poison) {
        return false;
      }
      validate("LDX/ST/STX", instruction.offset());
      if (Long.compareUnsigned(result.value, Short.MAX_VALUE) > 0) {
        throw new CoreException(
            "(LDX/ST/STX) value too big: " + Long.toUnsignedString(result.value));
      }
      if (result.badSize) {
        return false;
      }
      Instruction patched = instruction.withOffset((int) result.value);
      if (result.size != result.originalSize) {
        int bytes =
            switch (instruction.opcode() & 0x18) {
              case 0x00 -> 4;
              case 0x08 -> 2;
              case 0x10 -> 1;
              default -> 8;
            };
        if (bytes != result.originalSize) {
          throw new CoreException(
              "(LDX/ST/STX) unexpected mem size: got %d, exp %d"
                  .formatted(bytes, result.originalSize));
        }
        int size =
            switch ((int) Math.min(result.size, 9)) {
              case 1 -> 0x10;
              case 2 -> 0x08;
              case 4 -> 0x00;
              case 8 -> 0x18;
              default ->
                  throw new CoreException("(LDX/ST/STX) invalid new mem size: " + result.size);
            };
        patched =
            new Instruction(
                patched.opcode() & ~0x18 | size,
                patched.dst(),
                patched.src(),
                patched.offset(),
                patched.imm());
      }
      code[slot] = patched;
      return true;
    }

    private boolean immediate64(Instruction low) {
      Instruction high = slot + 1 < code.length ? code[slot + 1] : null;
      if (low.opcode() != LD_IMM64
          || low.src() != 0
          || low.offset() != 0
          || high == null
          || high.opcode() != 0
          || high.dst() != 0
          || high.src() != 0
          || high.offset() != 0) {
        throw new CoreException("(LDIMM64) has unexpected form");
      }
      if (result.poison) {
        return false;
      }
      validate("LDIMM64", Integer.toUnsignedLong(low.imm()) | (long) high.imm() << 32);
      code[slot] = low.withImm((int) result.value);
      code[slot + 1] = high.withImm((int) (result.value >>> 32));
      return true;
    }
  }
}
