package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Converts the output of our linker, which our verifier is given, to what a kernel is given. */
final class RawProgramMaker {
  private static final int PAGE = 4096;

  /** Types of maps that need more than their definition, or are of no use in a bare kernel. */
  private static final Set<MapType> LEFT_OUT = Set.of(MapType.STRUCT_OPS, MapType.ARENA);

  private final GuestKernel.Types types;

  /** Creates a maker for a kernel with these types. */
  RawProgramMaker(GuestKernel.Types types) {
    this.types = types;
  }

  /**
   * Converts a program.
   *
   * @throws BpfException if the kernel cannot be given the same
   */
  RawProgram make(LinkedProgram program) {
    List<RawMap> maps = new ArrayList<>();
    for (MapSpec map : program.maps()) {
      maps.add(map(map));
    }
    Target target = target(program);
    boolean module = target.type > types.kernelTypes() || usesModule(program.instructions());
    return new RawProgram(
        program.name(),
        program.type().ordinal(),
        target.attachType,
        target.type,
        module ? GuestKernel.HID_MODULE : "",
        program.sleepable(),
        program.license(),
        program.btf() == null ? new byte[0] : LoadableTypes.of(program.btf()),
        maps);
  }

  private record Target(int attachType, int type) {}

  private Target target(LinkedProgram program) {
    int attachType = AttachTypes.of(program.section());
    return switch (program.target()) {
      case AttachTarget.None _ -> new Target(attachType, 0);
      case AttachTarget.Named _ -> new Target(attachType, 0);
      case AttachTarget.StructOpsMember(String struct, String member) -> member(struct, member);
      case AttachTarget.BtfFunction(String kind, String function) ->
          new Target(attachType, function(kind, function));
    };
  }

  private Target member(String struct, String member) {
    int id = types.btf().findStruct(struct).orElseThrow(() -> missing("struct " + struct));
    if (types.btf().type(id) instanceof BtfType.Composite composite) {
      for (int i = 0; i < composite.members().size(); i++) {
        if (composite.members().get(i).name().equals(member)) {
          return new Target(i, id);
        }
      }
    }
    throw missing("struct %s with member %s".formatted(struct, member));
  }

  private int function(String kind, String name) {
    return switch (kind) {
      case "tp_btf" -> find("btf_trace_" + name, BtfType.Typedef.class);
      case "lsm", "lsm_cgroup" -> find(KernelTypeNames.LSM_PREFIX + name, BtfType.Func.class);
      case "iter" -> find(KernelTypeNames.ITER_PREFIX + name, BtfType.Func.class);
      case "freplace" -> throw new BpfException("freplace: needs another program");
      default -> find(name, BtfType.Func.class);
    };
  }

  private int find(String name, Class<? extends BtfType> kind) {
    return types.btf().find(name, kind).orElseThrow(() -> missing(name));
  }

  private static BpfException missing(String what) {
    return new BpfException("the guest's kernel has no " + what);
  }

  /** The first slots and types of its functions; empty if one has no type. */
  static int[] functions(LinkedProgram program) {
    List<Subprogram> functions = program.subprograms();
    if (functions.stream().anyMatch(f -> f.funcTypeId() == 0)) {
      return new int[0];
    }
    int[] words = new int[2 * functions.size()];
    for (int i = 0; i < functions.size(); i++) {
      words[2 * i] = functions.get(i).start();
      words[2 * i + 1] = functions.get(i).funcTypeId();
    }
    return words;
  }

  private static RawMap map(MapSpec map) {
    if (LEFT_OUT.contains(map.type())) {
      throw new BpfException("map %s: of type %s".formatted(map.name(), map.type()));
    }
    byte[] data = map.initialData();
    MapSpec inner = map.inner();
    boolean isSection = data != null || map.name().startsWith(".");
    return new RawMap(
        map.name(),
        map.type().number(),
        map.keySize(),
        map.valueSize(),
        entries(map),
        map.flags(),
        isSection ? 0 : map.keyTypeId(),
        map.valueTypeId(),
        map.mapExtra(),
        data == null ? new byte[0] : data,
        map.frozen(),
        inner == null ? null : map(inner));
  }

  /** The number of entries, completed as by libbpf. */
  private static int entries(MapSpec map) {
    long entries = map.maxEntries();
    return switch (map.type()) {
      case RINGBUF, USER_RINGBUF -> {
        int size = PAGE;
        while (size < entries) {
          size *= 2;
        }
        yield size;
      }
      case PERF_EVENT_ARRAY -> entries == 0 ? 1 : (int) entries;
      default -> (int) entries;
    };
  }

  private boolean usesModule(List<Instruction> code) {
    return code.stream().anyMatch(this::isModuleCall);
  }

  private boolean isModuleCall(Instruction insn) {
    return insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.PSEUDO_KFUNC_CALL
        && insn.imm() > types.kernelTypes();
  }

  /** The instructions for the kernel: calls of functions of the module refer to its types. */
  byte[] code(List<Instruction> code) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * code.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction insn : code) {
      bytes.putLong((isModuleCall(insn) ? insn.withOffset(1) : insn).encode());
    }
    return bytes.array();
  }
}
