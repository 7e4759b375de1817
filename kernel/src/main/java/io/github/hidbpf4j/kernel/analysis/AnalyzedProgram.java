package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.verifier.paths.ElementKey;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A program as input of findings: its paths, and their meaning for HID-BPF.
 *
 * @param paths the paths as walked by the verifier
 */
public record AnalyzedProgram(ProgramPaths paths) {
  /** Offsets of a hook's arguments in its context. */
  static final int HOOK_CONTEXT_AT = 0;

  private static final int FMOD_RET_PREFIX = "hid_bpf_".length();

  // Written by hand: javac's version is linked at first use, which delays start-up.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AnalyzedProgram that && that.paths.equals(paths);
  }

  @Override
  public int hashCode() {
    return paths.hashCode();
  }

  /** Its name. */
  public String name() {
    return paths.program().name();
  }

  /** The hook it is for: {@code hid_device_event} and the like, with 6.12's names; "" for none. */
  public String hook() {
    AttachTarget target = paths.program().target();
    if (target instanceof AttachTarget.StructOpsMember(String struct, String member)) {
      return struct.equals(HidBpfHooks.HID_BPF_OPS.struct()) ? member : "";
    }
    return target instanceof AttachTarget.BtfFunction(String kind, String function)
            && kind.equals("fmod_ret")
            && function.startsWith("hid_bpf_")
        ? "hid_" + function.substring(FMOD_RET_PREFIX)
        : "";
  }

  /** Whether it processes input reports. */
  public boolean isEventHook() {
    return hook().equals("hid_device_event");
  }

  /** Whether it is a member of a struct, not a function of the tracing era. */
  public boolean isStructOps() {
    return paths.program().target() instanceof AttachTarget.StructOpsMember;
  }

  /** Source line of a slot, or null. */
  public @Nullable LineInfo line(int slot) {
    return paths.program().lineAt(slot);
  }

  /** {@code file.c:12}, or the slot where there is no line info. */
  public String where(int slot) {
    LineInfo line = line(slot);
    return line == null ? "slot " + slot : line.file() + ":" + line.line();
  }

  /** The place of a node. */
  public Place place(int node) {
    return new Place(this, paths.slot(node));
  }

  /** Visits all nodes reachable from this one, including those of called functions. */
  public void forEachReached(int start, IntConsumer look) {
    PathSearch.Question<Boolean> question =
        (node, memory) -> {
          look.accept(node);
          return memory;
        };
    boolean _ = new PathSearch<>(paths, question).from(start, true);
  }

  /** The timer or work queue that an argument points to, in code that this entry point runs. */
  public DeferredField field(int node, int register, EntryPoint inside) {
    if (!(paths.argument(node, register) instanceof Operand.MapField(MapSpec map, long offset))
        || offset == Operand.ANYWHERE) {
      return DeferredField.UNKNOWN;
    }
    ElementKey key = paths.key(node, register, map);
    if (key.equals(ElementKey.OF_CALLBACK)) {
      DeferredField own = inside.field();
      key = own != null && own.map().equals(map.name()) ? own.key() : ElementKey.UNKNOWN;
    }
    return new DeferredField(map.name(), key, offset);
  }

  /** Whether an argument is the hook's own context on every path. */
  public boolean isHookContext(int node, int register) {
    Set<Source> sources = paths.sources(node, register);
    return !hook().isEmpty()
        && !sources.isEmpty()
        && sources.stream().allMatch(s -> s.isResult() && argumentAt(s.node()) == HOOK_CONTEXT_AT);
  }

  /** Offset of the argument of a hook that a node loads, -1 for other nodes. */
  public long argumentAt(int node) {
    return paths.instruction(node).instructionClass() == Opcode.LDX
            && paths.accessed(node) instanceof Operand.Context(long offset)
        ? offset
        : -1;
  }

  /**
   * The bytes of the event buffer that a load or store accesses; null if it certainly accesses
   * other memory.
   */
  public @Nullable EventBytes accessedEvent(int node) {
    Instruction insn = paths.instruction(node);
    boolean load = insn.isLoad();
    return paths.accessed(node) instanceof Operand.Memory(long offset)
        ? event(node, load ? insn.src() : insn.dst(), offset, Opcode.bytes(insn.opcode()))
        : null;
  }

  /** The bytes of the event buffer, of this size, that an argument points to; null as above. */
  public @Nullable EventBytes eventArgument(int node, int register, int size) {
    return paths.argument(node, register) instanceof Operand.Memory(long offset)
        ? event(node, register, offset, size)
        : null;
  }

  private @Nullable EventBytes event(int node, int register, long offset, int size) {
    EventBytes found = null;
    boolean elsewhere = false;
    for (Source source : paths.sources(node, register)) {
      EventBytes one = source.isResult() ? given(source.node(), offset, size) : null;
      elsewhere |= one == null;
      if (found == null) {
        found = one;
      } else if (one != null && !one.equals(found)) {
        found = EventBytes.atUnknownOffset(size);
      }
    }
    return found != null && elsewhere ? EventBytes.atUnknownOffset(size) : found;
  }

  /** The bytes of the event buffer that a call returns, at this offset. */
  private @Nullable EventBytes given(int call, long offset, int size) {
    KernelFunction function = paths.called(call);
    Effect.ReturnsPointer pointer =
        function == null ? null : function.effect(Effect.ReturnsPointer.class);
    if (pointer == null
        || pointer.region() != Effect.Region.EVENT_DATA
        || !isHookContext(call, 1)) {
      return null;
    }
    Long from = paths.constant(call, 2);
    return from == null || offset == Operand.ANYWHERE
        ? EventBytes.atUnknownOffset(size)
        : new EventBytes(from + offset, size);
  }
}
