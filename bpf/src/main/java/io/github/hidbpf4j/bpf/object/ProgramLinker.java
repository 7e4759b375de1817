package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfExt;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.CoreException;
import io.github.hidbpf4j.bpf.btf.CoreRelocator;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Creates loadable programs: appends the subprograms that a program calls, in the order of the
 * calls, and resolves the references of instructions ({@code bpf_object__relocate} in {@code
 * tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class ProgramLinker {
  private static final int CALL = 0x85;
  private static final int LD_IMM64 = 0x18;
  private static final int PSEUDO_MAP_FD = 1;
  private static final int PSEUDO_MAP_VALUE = 2;
  private static final int PSEUDO_BTF_ID = 3;
  private static final int PSEUDO_FUNC = 4;
  private static final int PSEUDO_CALL = 1;
  private static final int PSEUDO_KFUNC_CALL = 2;

  /** Longest program that the kernel accepts, in slots (BPF_COMPLEXITY_LIMIT_INSNS). */
  private static final int MAX_SLOTS = 1_000_000;

  /** Limit on the slots and lines of all programs of an object together. */
  private static final int MAX_TOTAL_SLOTS = 8_000_000;

  /**
   * First invalid helper number to which calls of weak kfuncs that the kernel lacks are changed.
   */
  private static final int POISONED_KFUNC = 2_002_000_000;

  private static final int MAX_CALL_CHAIN = 512;
  private static final String EXCEPTION_CALLBACK = "exception_callback:";

  /**
   * State common to all programs of an object; {@code loaded}: the BTF that the kernel accepted.
   */
  record Context(
      String file,
      String license,
      @Nullable Btf btf,
      @Nullable Btf loaded,
      @Nullable Btf kernel,
      FunctionReader functions,
      @Nullable ExternResolver externs,
      @Nullable StructOpsLinker structOps,
      @Nullable CoreRelocator relocator,
      IdentityHashMap<MapEntry, MapSpec> maps,
      @Nullable MapEntry kconfig) {}

  /** A function with its CO-RE relocations applied; {@code poisoned} by own slot. */
  private record Patched(Instruction[] code, Map<Integer, String> poisoned) {}

  private final Context context;
  private final IdentityHashMap<CodeFunction, Patched> patched = new IdentityHashMap<>();
  private final Map<String, Map<Integer, String>> poisoned = new LinkedHashMap<>();
  private long totalSlots;
  private final Map<Integer, List<String>> exceptionCallbacks = new HashMap<>();

  ProgramLinker(Context context) {
    this.context = context;
    Btf btf = context.btf;
    for (BtfType type : btf == null ? List.<BtfType>of() : btf.types()) {
      if (type instanceof BtfType.DeclTag tag
          && tag.component() == -1
          && tag.name().startsWith(EXCEPTION_CALLBACK)) {
        exceptionCallbacks
            .computeIfAbsent(tag.type(), _ -> new ArrayList<>(1))
            .add(tag.name().substring(EXCEPTION_CALLBACK.length()));
      }
    }
  }

  /** Unmatched CO-RE relocations and calls of missing weak kfuncs, by program name and slot. */
  Map<String, Map<Integer, String>> poisoned() {
    return poisoned;
  }

  /**
   * Links a program.
   *
   * @throws LoadException when it cannot be linked
   */
  LinkedProgram link(CodeFunction main) {
    ProgramSpec spec = ProgramSpec.of(main.name, main.section.name(), main.slots());
    AttachTarget target = target(main, spec);
    Assembly assembly = new Assembly(main);
    assembly.append(main);
    assembly.relocateCalls(main, 0);
    CodeFunction callback = exceptionCallback(main);
    if (callback != null && !assembly.starts.containsKey(callback)) {
      assembly.append(callback);
      assembly.relocateCalls(callback, 0);
    }
    assembly.relocateData();
    if (!assembly.poisoned.isEmpty()) {
      poisoned.put(main.name, Map.copyOf(assembly.poisoned));
    }
    return new LinkedProgram(
        context.file,
        main.name,
        main.section.name(),
        spec.type(),
        spec.sleepable(),
        target,
        context.license,
        List.copyOf(assembly.code),
        List.copyOf(assembly.subprograms),
        List.copyOf(assembly.lines),
        assembly.maps.keySet().stream()
            .map(m -> Objects.requireNonNull(context.maps.get(m)))
            .toList(),
        context.loaded,
        context.kernel);
  }

  private LoadException bad(CodeFunction main, String text) {
    return LoadException.program(context.file, main.name, text);
  }

  private AttachTarget target(CodeFunction main, ProgramSpec spec) {
    if (spec.type() == ProgramType.UNSPEC) {
      throw bad(
          main,
          "missing BPF prog type, check ELF section name '%s'".formatted(main.section.name()));
    }
    if (spec.type() == ProgramType.STRUCT_OPS) {
      StructOpsLinker structOps = context.structOps;
      AttachTarget member = structOps == null ? null : structOps.member(main);
      if (member != null) {
        return member;
      }
      LoadException failure = structOps == null ? null : structOps.failure(main);
      throw failure != null
          ? failure
          : bad(
              main,
              "SEC(\"%s\") program isn't referenced anywhere, did you forget to use it?"
                  .formatted(main.section.name()));
    }
    if (spec.target() instanceof AttachTarget.BtfFunction f) {
      checkTarget(main, f);
    }
    return spec.target();
  }

  private void checkTarget(CodeFunction main, AttachTarget.BtfFunction target) {
    if (target.function().isEmpty()) {
      throw bad(
          main,
          "no BTF-based attach target is specified in SEC(\"%s\")".formatted(main.section.name()));
    }
    Btf kernel = context.kernel;
    // freplace replaces a function of another program, which is not among the kernel's types.
    if (kernel == null || target.kind().equals("freplace")) {
      return;
    }
    String name =
        switch (target.kind()) {
          case "tp_btf" -> "btf_trace_" + target.function();
          case "lsm", "lsm_cgroup" -> KernelTypeNames.LSM_PREFIX + target.function();
          case "iter" -> KernelTypeNames.ITER_PREFIX + target.function();
          default -> target.function();
        };
    Class<? extends BtfType> kind =
        target.kind().equals("tp_btf") ? BtfType.Typedef.class : BtfType.Func.class;
    if (kernel.find(name, kind).isEmpty()) {
      throw bad(
          main, "failed to find kernel BTF type ID of '%s': -ESRCH".formatted(target.function()));
    }
  }

  /** The function that a declaration tag of the program designates to handle bpf_throw(). */
  private @Nullable CodeFunction exceptionCallback(CodeFunction main) {
    List<String> names = exceptionCallbacks.getOrDefault(main.funcTypeId, List.of());
    if (names.size() != 1) {
      return null; // none; or several, which the verifier refuses
    }
    String name = names.getFirst();
    CodeFunction found =
        context.functions.all().stream()
            .filter(f -> context.functions.inText(f) && f.name.equals(name))
            .findFirst()
            .orElseThrow(() -> bad(main, "cannot find exception callback '%s'".formatted(name)));
    if (!found.global || found.hidden) {
      throw bad(main, "exception callback %s must be a global non-hidden function".formatted(name));
    }
    return found;
  }

  private Patched patch(CodeFunction main, CodeFunction function) {
    LoadException problem = function.problem;
    if (problem != null) {
      throw problem;
    }
    Patched known = patched.get(function);
    if (known != null) {
      return known;
    }
    Instruction[] code = function.code();
    Map<Integer, String> missing = new TreeMap<>();
    CoreRelocator relocator = context.relocator;
    for (CodeFunction.Core core : function.coreRelocations) {
      if (relocator == null) {
        throw bad(main, "CO-RE relocations need the types of a kernel");
      }
      if (code[core.slot()].opcode() == LD_IMM64 && core.slot() + 1 >= code.length) {
        throw bad(
            main,
            "relo #%d: insn #%d (LDIMM64) is truncated".formatted(core.number(), core.slot()));
      }
      try {
        relocator
            .apply(code, core.slot(), core.relocation(), core.number())
            .ifPresent(what -> missing.put(core.slot(), what));
      } catch (CoreException e) {
        throw bad(main, Objects.requireNonNullElse(e.getMessage(), ""));
      }
    }
    Patched result = new Patched(code, missing);
    patched.put(function, result);
    return result;
  }

  /** A program being assembled. */
  private final class Assembly {
    private final CodeFunction main;
    private final List<Instruction> code = new ArrayList<>();
    private final IdentityHashMap<CodeFunction, Integer> starts = new IdentityHashMap<>();
    private final List<Subprogram> subprograms = new ArrayList<>();
    private final List<LineInfo> lines = new ArrayList<>();
    private final TreeMap<Integer, Relocation> relocations = new TreeMap<>();
    private final Map<MapEntry, Integer> maps = new LinkedHashMap<>();
    private final Map<Integer, String> poisoned = new TreeMap<>();

    Assembly(CodeFunction main) {
      this.main = main;
    }

    void append(CodeFunction function) {
      Patched source = patch(main, function);
      int start = code.size();
      totalSlots += source.code.length + (long) function.lines.size();
      if (start + source.code.length > MAX_SLOTS || totalSlots > MAX_TOTAL_SLOTS) {
        throw bad(
            main,
            "more than %d instructions with its subprograms (%d in the object)"
                .formatted(MAX_SLOTS, MAX_TOTAL_SLOTS));
      }
      starts.put(function, start);
      code.addAll(List.of(source.code));
      function.relocations.forEach((slot, r) -> relocations.put(start + slot, r));
      source.poisoned.forEach((slot, what) -> poisoned.put(start + slot, what));
      describe(function, start);
    }

    /** Either all functions of a program have function and line info, or none. */
    private void describe(CodeFunction function, int start) {
      boolean typed = main.funcTypeId != 0;
      if (typed && function.funcTypeId == 0) {
        throw bad(main, "missing .BTF.ext function info of '%s'.".formatted(function.name));
      }
      if (!main.lines.isEmpty() && function.lines.isEmpty()) {
        throw bad(main, "missing .BTF.ext line info of '%s'.".formatted(function.name));
      }
      Btf btf = context.loaded;
      boolean global =
          typed
              && btf != null
              && btf.type(function.funcTypeId) instanceof BtfType.Func f
              && f.linkage() == BtfType.Linkage.GLOBAL;
      subprograms.add(
          new Subprogram(
              function.name,
              start,
              start + function.slots(),
              typed && btf != null ? function.funcTypeId : 0,
              global));
      if (!main.lines.isEmpty()) {
        for (BtfExt.Line line : function.lines) {
          int slot = (int) (line.offset() / Instruction.SIZE) - function.start + start;
          lines.add(new LineInfo(slot, line.file(), line.line(), line.column(), line.text()));
        }
      }
    }

    /** Depth first: a function's callees come right after it, before its siblings. */
    void relocateCalls(CodeFunction function, int depth) {
      if (depth > MAX_CALL_CHAIN) {
        throw bad(main, "more than %d functions that call each other".formatted(depth));
      }
      int start = Objects.requireNonNull(starts.get(function));
      for (int slot = 0; slot < function.slots(); slot++) {
        Instruction instruction = code.get(start + slot);
        Relocation relocation = function.relocations.get(slot);
        boolean call =
            instruction.opcode() == CALL
                && instruction.src() == PSEUDO_CALL
                && instruction.dst() == 0
                && instruction.offset() == 0;
        boolean address =
            relocation instanceof Relocation.SubprogramAddress && instruction.opcode() == LD_IMM64;
        if (instruction.opcode() == LD_IMM64 && !address) {
          slot++;
          continue;
        }
        if (!call && !address || relocation instanceof Relocation.ExternCall) {
          continue;
        }
        CodeFunction callee = callee(function, slot, instruction, relocation);
        if (!starts.containsKey(callee)) {
          append(callee);
          relocateCalls(callee, depth + 1);
        }
        int distance = Objects.requireNonNull(starts.get(callee)) - (start + slot) - 1;
        Instruction linked = instruction.withImm(distance);
        code.set(start + slot, address ? linked.withSrc(PSEUDO_FUNC) : linked);
      }
    }

    private CodeFunction callee(
        CodeFunction function, int slot, Instruction instruction, @Nullable Relocation relocation) {
      long index;
      if (relocation instanceof Relocation.SubprogramCall(long offset)) {
        // The addend of a call is in slots and is relative to the next instruction.
        index = offset / Instruction.SIZE + instruction.imm() + 1;
      } else if (relocation instanceof Relocation.SubprogramAddress(long offset)) {
        index = (offset + instruction.imm()) / Instruction.SIZE;
      } else if (relocation != null) {
        throw bad(main, "unexpected relo for insn #%d of '%s'".formatted(slot, function.name));
      } else if (context.functions.inText(function)) {
        index = (long) function.start + slot + instruction.imm() + 1;
      } else {
        throw bad(
            main,
            "insn #%d of '%s' calls into section '%s'; functions that are called must be"
                    .formatted(slot, function.name, function.section.name())
                + " in .text");
      }
      int text = context.functions.textIndex();
      CodeFunction callee = text < 0 ? null : context.functions.at(text, index);
      if (callee == null) {
        throw bad(
            main,
            "no .text section found yet sub-program call exists; were the symbols of its functions stripped? llvm-strip -g keeps them");
      }
      if (callee.start != index) {
        throw bad(
            main,
            "insn #%d of '%s' refers to the middle of function '%s'"
                .formatted(slot, function.name, callee.name));
      }
      return callee;
    }

    void relocateData() {
      relocations.forEach(this::relocate);
      // A literal map descriptor in the source must not be mistaken for an index into our maps.
      for (int slot = 0; slot < code.size(); slot++) {
        Instruction n = code.get(slot);
        boolean map =
            n.opcode() == LD_IMM64 && (n.src() == PSEUDO_MAP_FD || n.src() == PSEUDO_MAP_VALUE);
        if (map && !relocations.containsKey(slot) && n.imm() >= 0 && n.imm() < maps.size()) {
          code.set(slot, n.withImm(-1 - n.imm()));
        }
      }
    }

    private void relocate(int slot, Relocation relocation) {
      if (relocation instanceof Relocation.MapReference(MapEntry map)) {
        load(slot, PSEUDO_MAP_FD, index(map), 0);
      } else if (relocation instanceof Relocation.DataReference(MapEntry map, long offset)) {
        long sum = code.get(slot).imm() + offset;
        load(slot, PSEUDO_MAP_VALUE, index(map), (int) sum);
      } else if (relocation instanceof Relocation.ExternLoad(Extern extern)) {
        externLoad(slot, extern);
      } else if (relocation instanceof Relocation.ExternCall(Extern extern)) {
        externCall(slot, extern);
      }
    }

    private void externCall(int slot, Extern extern) {
      Extern.Resolution found = resolve(extern);
      Instruction call = code.get(slot);
      if (found.btfId() == 0) {
        int number = Objects.requireNonNull(context.externs).number(extern);
        code.set(slot, new Instruction(CALL, 0, 0, (short) 0, POISONED_KFUNC + number));
        poisoned.put(slot, "kfunc '%s' is referenced but wasn't resolved".formatted(extern.name()));
      } else {
        code.set(slot, call.withSrc(PSEUDO_KFUNC_CALL).withOffset(0).withImm(found.btfId()));
      }
    }

    private void externLoad(int slot, Extern extern) {
      Extern.Resolution found = resolve(extern);
      if (extern.source == Extern.Source.KCONFIG) {
        MapEntry kconfig = Objects.requireNonNull(context.kconfig);
        load(slot, PSEUDO_MAP_VALUE, index(kconfig), extern.offset);
      } else if (found.btfId() != 0) {
        load(slot, PSEUDO_BTF_ID, found.btfId(), 0);
      } else {
        load(slot, 0, (int) found.address(), (int) (found.address() >>> 32));
      }
    }

    private Extern.Resolution resolve(Extern extern) {
      Extern.Resolution found = Objects.requireNonNull(context.externs).of(extern);
      LoadException problem = found.problem();
      if (problem != null) {
        throw problem;
      }
      return found;
    }

    private int index(MapEntry map) {
      return maps.computeIfAbsent(map, _ -> maps.size());
    }

    private void load(int slot, int pseudo, int low, int high) {
      code.set(slot, code.get(slot).withSrc(pseudo).withImm(low));
      code.set(slot + 1, code.get(slot + 1).withImm(high));
    }
  }
}
