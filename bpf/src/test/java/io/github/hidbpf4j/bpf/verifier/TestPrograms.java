package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Assembler;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.SymbolNames;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Programs from text, a small kernel with one struct_ops struct and some kfuncs, and its profile.
 */
final class TestPrograms {
  private static final int F_RDONLY_PROG = 1 << 7;

  /** Bytes that bare programs are given. */
  static final int MEMORY = 64;

  static final ApiProfile RAW = BaseProfiles.raw(MEMORY);

  /** A kernel with struct dev_ops: an event hook, and two that may sleep, one returning void. */
  static final ApiProfile KERNEL =
      BaseProfiles.linux("6.12-test", "a kernel for tests")
          .kfuncs(
              KfuncSet.builder("dev", ProgramType.STRUCT_OPS, ProgramType.TRACING)
                  .with(Kfunc.of("dev_data", KfuncFlag.RET_NULL))
                  .with(Kfunc.of("dev_note"))
                  .build())
          .kfuncs(
              KfuncSet.builder("dev_sleep", ProgramType.STRUCT_OPS, ProgramType.SYSCALL)
                  .with(Kfunc.of("dev_request", KfuncFlag.SLEEPABLE))
                  .build())
          .structOps(
              new StructOpsDefinition(
                  "dev_ops",
                  Map.of(
                      "event", member("event", true, false),
                      "probe", member("probe", true, true),
                      "secret", member("secret", false, false),
                      "gone", member("gone", true, true)),
                  Set.of(),
                  List.of()))
          .hook(new HookFunction("dev_hook", Set.of("fmod_ret"), false, true))
          .build();

  private static final Map<String, Integer> KFUNC_IDS = new LinkedHashMap<>();
  static final Btf KERNEL_BTF = kernelBtf();

  static final SymbolNames NAMES =
      new SymbolNames() {
        @Override
        public OptionalInt helperId(String name) {
          return HelperNames.number(name);
        }

        @Override
        public OptionalInt kfuncId(String name) {
          Integer id = KFUNC_IDS.get(name);
          return id == null ? OptionalInt.empty() : OptionalInt.of(id);
        }
      };

  private TestPrograms() {}

  private static StructOpsDefinition.Member member(String name, boolean supported, boolean sleeps) {
    return new StructOpsDefinition.Member(
        name,
        supported,
        sleeps,
        name.equals("gone")
            ? StructOpsDefinition.ReturnRule.VOID
            : StructOpsDefinition.ReturnRule.SCALAR);
  }

  private static Btf kernelBtf() {
    Btf.Builder b = new Btf.Builder();
    int integer = b.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    int pointer = integer + 2;
    int ctx =
        b.add(
            new BtfType.Composite(
                false,
                "dev_ctx",
                24,
                List.of(
                    new BtfType.Member("size", integer, 4 * 8, 0),
                    new BtfType.Member("next", pointer, 8 * 8, 0),
                    new BtfType.Member("id", integer, 16 * 8, 0))));
    b.add(new BtfType.Ptr(ctx));
    int voidPointer = b.add(new BtfType.Ptr(0));
    kfunc(b, "dev_data", pointer, param("ctx", pointer), param("size", integer));
    kfunc(b, "dev_note", 0, param("value", integer));
    kfunc(b, "dev_request", integer, param("ctx", pointer));
    kfunc(b, "dev_forbidden", integer);
    kfunc(
        b,
        "bpf_wq_init",
        integer,
        param("wq", voidPointer),
        param("p__map", voidPointer),
        param("flags", integer));
    kfunc(
        b,
        "bpf_wq_set_callback_impl",
        integer,
        param("wq", voidPointer),
        param("callback_fn", voidPointer),
        param("flags", integer),
        param("aux__ign", voidPointer));
    kfunc(b, "dev_hook", integer, param("ctx", pointer), param("n", integer));
    int event =
        b.add(new BtfType.FuncProto(integer, List.of(param("ctx", pointer), param("n", integer))));
    int gone = b.add(new BtfType.FuncProto(0, List.of(param("ctx", pointer))));
    int eventPointer = b.add(new BtfType.Ptr(event));
    int gonePointer = b.add(new BtfType.Ptr(gone));
    b.add(
        new BtfType.Composite(
            false,
            "dev_ops",
            32,
            List.of(
                new BtfType.Member("event", eventPointer, 0, 0),
                new BtfType.Member("probe", eventPointer, 64, 0),
                new BtfType.Member("secret", eventPointer, 128, 0),
                new BtfType.Member("gone", gonePointer, 192, 0))));
    return b.build();
  }

  private static BtfType.Param param(String name, int type) {
    return new BtfType.Param(name, type);
  }

  private static void kfunc(Btf.Builder b, String name, int result, BtfType.Param... params) {
    int proto = b.add(new BtfType.FuncProto(result, List.of(params)));
    KFUNC_IDS.put(name, b.add(new BtfType.Func(name, proto, BtfType.Linkage.GLOBAL)));
  }

  /** A program under construction; bare instructions unless told otherwise. */
  static final class Spec {
    private List<Instruction> slots;
    private ProgramType type = ProgramType.UNSPEC;
    private boolean sleepable;
    private AttachTarget target = new AttachTarget.None();
    private String license = "GPL";
    private final List<Subprogram> subprograms = new ArrayList<>();
    private List<MapSpec> maps = List.of();
    private List<LineInfo> lines = List.of();

    Spec(String text) {
      slots = new Assembler(NAMES).assemble(text);
    }

    /** With its first instruction so many times more. */
    Spec repeated(int times) {
      List<Instruction> more = new ArrayList<>(Collections.nCopies(times, slots.getFirst()));
      more.addAll(slots);
      slots = more;
      return this;
    }

    Spec structOps(String member, boolean sleeps) {
      type = ProgramType.STRUCT_OPS;
      sleepable = sleeps;
      target = new AttachTarget.StructOpsMember("dev_ops", member);
      return this;
    }

    Spec tracing(String kind, String function, boolean sleeps) {
      type = ProgramType.TRACING;
      sleepable = sleeps;
      target = new AttachTarget.BtfFunction(kind, function);
      return this;
    }

    Spec type(ProgramType other, boolean sleeps) {
      type = other;
      sleepable = sleeps;
      return this;
    }

    Spec license(String other) {
      license = other;
      return this;
    }

    Spec global(String name, int start) {
      subprograms.add(new Subprogram(name, start, slots.size(), 0, true));
      return this;
    }

    Spec maps(MapSpec... specs) {
      maps = List.of(specs);
      return this;
    }

    Spec line(int slot, String file, int line, String text) {
      lines = List.of(new LineInfo(slot, file, line, 3, text));
      return this;
    }

    LinkedProgram program() {
      return new LinkedProgram(
          "test.bpf.o",
          "prog",
          "section",
          type,
          sleepable,
          target,
          license,
          slots,
          subprograms,
          lines,
          maps,
          null,
          KERNEL_BTF);
    }
  }

  static MapSpec map(MapType type, boolean frozen, byte[] data) {
    return new MapSpec(
        ".rodata",
        type,
        4,
        data.length,
        1,
        frozen ? F_RDONLY_PROG : 0,
        null,
        0,
        0,
        0,
        0,
        false,
        null,
        data,
        frozen,
        List.of(),
        null,
        "");
  }
}
