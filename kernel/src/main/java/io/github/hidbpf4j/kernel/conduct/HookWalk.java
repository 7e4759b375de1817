package io.github.hidbpf4j.kernel.conduct;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.verifier.paths.Comparison;
import io.github.hidbpf4j.bpf.verifier.paths.Derivation;
import io.github.hidbpf4j.bpf.verifier.paths.PathSearch;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.paths.Source;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.EventBytes;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the paths of a hook and reports what each does to its data, a report or descriptor, and
 * what it knows at that point: which report it may be, and which data decided its branches.
 */
public final class HookWalk {
  private static final int MOST_WRITTEN_BY_CALL = 4096;
  private static final int ARGUMENTS = 5;
  private static final int NO_REGISTER = -1;
  private static final String SIZE = "size";

  /** What a program examines. */
  public enum Look {
    /** The first byte: the id of a numbered report. */
    ID,
    /** Other bytes. */
    BYTES,
    /** The size in the context: whether it equals a certain one. */
    SIZE,
    /** Only whether the size is above or below a number. */
    BOUND
  }

  /** An unknown result of a path. */
  public static final long UNKNOWN_RESULT = Long.MIN_VALUE;

  /**
   * The state of a path.
   *
   * @param ids possible values of byte 0 as sent by the device
   * @param looks data that decided its branches
   * @param written bytes that it has written
   * @param first the first store, {@link ProgramPaths#NONE} before one
   * @param last the store to the last byte that it has set to something other than 0, {@link
   *     ProgramPaths#NONE} before one
   * @param end offset after that byte
   * @param numbers constants that the program has put into registers of the hook's own function
   */
  public record Trail(
      ReportIds ids,
      Set<Look> looks,
      ByteRanges written,
      int first,
      int last,
      int end,
      Map<Integer, Long> numbers) {
    static Trail of(ReportIds ids) {
      int none = ProgramPaths.NONE;
      return new Trail(ids, Set.of(), ByteRanges.NONE, none, none, 0, Map.of());
    }

    // Written by hand: javac's version is linked at first use, which delays start-up.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Trail t
          && first == t.first
          && last == t.last
          && end == t.end
          && ids.equals(t.ids)
          && looks.equals(t.looks)
          && written.equals(t.written)
          && numbers.equals(t.numbers);
    }

    @Override
    public int hashCode() {
      return ((ids.hashCode() * 31 + looks.hashCode()) * 31 + written.hashCode()) * 31
          + numbers.hashCode()
          + first
          + 31 * (last + 31 * end);
    }

    /** Whether one of these has decided a branch. */
    public boolean hasLookedAt(Look... any) {
      for (Look look : any) {
        if (looks.contains(look)) {
          return true;
        }
      }
      return false;
    }

    /** Whether it has written something. */
    public boolean hasWritten() {
      return first != ProgramPaths.NONE;
    }

    private Trail with(ReportIds left) {
      return left.equals(ids) ? this : new Trail(left, looks, written, first, last, end, numbers);
    }

    private Trail with(Set<Look> more) {
      if (looks.containsAll(more)) {
        return this;
      }
      Set<Look> all = new LinkedHashSet<>(looks);
      all.addAll(more);
      return new Trail(ids, Set.copyOf(all), written, first, last, end, numbers);
    }

    private Trail with(EventBytes bytes, int node, boolean zero) {
      int to = (int) (bytes.offset() + bytes.size());
      boolean known = bytes.offset() >= 0;
      boolean more = known && !zero && to > end;
      return new Trail(
          ids,
          looks,
          known ? written.with((int) bytes.offset(), to) : written,
          hasWritten() ? first : node,
          more ? node : last,
          more ? to : end,
          numbers);
    }

    /** The number in R0, {@link #UNKNOWN_RESULT} if it is not one of the program's constants. */
    public long result() {
      return numbers.getOrDefault(0, UNKNOWN_RESULT);
    }

    private Trail with(int register, @Nullable Long number) {
      if (Objects.equals(numbers.get(register), number)) {
        return this;
      }
      Map<Integer, Long> all = new HashMap<>(numbers);
      if (number == null) {
        all.remove(register);
      } else {
        all.put(register, number);
      }
      return new Trail(ids, looks, written, first, last, end, Map.copyOf(all));
    }
  }

  /** Is called for what happens on the way; for a node once per different path. */
  public interface Visitor {
    /** A load from the bytes. */
    default void read(int node, EventBytes bytes, Trail trail) {}

    /** A store to the bytes, or a call that writes them. */
    default void written(int node, EventBytes bytes, Trail trail) {}

    /** A jump that depends on bytes. */
    default void compared(int node, EventBytes bytes, Trail trail) {}

    /** A call of the kernel. */
    default void called(int node, KernelFunction function, Trail trail) {}

    /** The hook returns. */
    default void ended(int node, Trail trail) {}
  }

  private final AnalyzedProgram program;
  private final ProgramPaths paths;
  private final Visitor visitor;
  private final int sizeAt;
  private final Map<Integer, List<EventBytes>> bytesOf = new HashMap<>();
  private final Map<Integer, Set<Look>> looksOf = new HashMap<>();

  private HookWalk(AnalyzedProgram program, Visitor visitor) {
    this.program = program;
    this.paths = program.paths();
    this.visitor = visitor;
    this.sizeAt = sizeAt(paths.program().kernelBtf());
  }

  /**
   * Walks all paths; returns false when there are too many.
   *
   * @param ids possible values of byte 0
   */
  public static boolean over(AnalyzedProgram program, ReportIds ids, Visitor visitor) {
    HookWalk walk = new HookWalk(program, visitor);
    return new PathSearch<>(program.paths(), walk.new Path())
        .from(program.paths().start(), Trail.of(ids));
  }

  /**
   * The size of the data that a call needs in order to return what it requests.
   *
   * @param node the call
   * @return empty if it returns none of the data, or the size is unknown
   */
  public static OptionalLong bytesNeeded(
      AnalyzedProgram program, int node, KernelFunction function) {
    Effect.ReturnsPointer pointer = function.effect(Effect.ReturnsPointer.class);
    if (pointer == null
        || pointer.region() != Effect.Region.EVENT_DATA
        || !program.isHookContext(node, 1)) {
      return OptionalLong.empty();
    }
    Long from = program.paths().constant(node, 2);
    Long size = program.paths().constant(node, 3);
    return from == null || size == null ? OptionalLong.empty() : OptionalLong.of(from + size);
  }

  private final class Path implements PathSearch.Question<Trail> {
    @Override
    public Trail pass(int node, Trail before) {
      Trail trail = numbersAfter(node, before);
      if (paths.isAccess(node)) {
        return accessed(node, trail);
      }
      KernelFunction function = paths.called(node);
      if (function != null) {
        return called(node, function, trail);
      }
      if (paths.isConditional(node)) {
        bytes(node).forEach(bytes -> visitor.compared(node, bytes, trail));
        return trail.with(looks(node));
      }
      return trail;
    }

    @Override
    public @Nullable Trail branch(int node, boolean taken, Trail trail) {
      Comparison comparison = trail.written().has(0) ? null : paths.comparison(node);
      if (comparison == null) {
        return trail;
      }
      List<Derivation> ways = paths.derivations(node, comparison.register());
      if (ways.isEmpty() || !ways.stream().allMatch(HookWalk.this::isOfId)) {
        return trail;
      }
      ReportIds left =
          trail
              .ids()
              .filter(id -> ways.stream().anyMatch(w -> allows(w.of(id), comparison, taken)));
      return left.equals(ReportIds.NONE) ? null : trail.with(left);
    }

    @Override
    public void end(int node, Trail trail) {
      visitor.ended(node, trail);
    }
  }

  /** The trail with the registers after a node; functions return their results in R0. */
  private Trail numbersAfter(int node, Trail trail) {
    Instruction insn = paths.instruction(node);
    int c = insn.instructionClass();
    if (paths.isKernelCall(node)) {
      Trail then = trail;
      for (int register = 0; register <= ARGUMENTS; register++) {
        then = then.with(register, null);
      }
      return then;
    }
    int to =
        switch (c) {
          case Opcode.LDX, Opcode.STX -> insn.isLoad() ? insn.loadedRegister() : NO_REGISTER;
          case Opcode.LD, Opcode.ALU, Opcode.ALU64 -> insn.dst();
          default -> NO_REGISTER;
        };
    boolean own = paths.depth(node) == 0 && paths.root(node) == paths.start();
    if (to == NO_REGISTER || to != 0 && !own) {
      return trail;
    }
    boolean move =
        (c == Opcode.ALU || c == Opcode.ALU64)
            && Opcode.operation(insn.opcode()) == Opcode.MOV
            && insn.offset() == 0;
    if (!move) {
      return trail.with(to, null);
    }
    if (Opcode.source(insn.opcode()) == Opcode.K) {
      return trail.with(to, (long) insn.imm());
    }
    return trail.with(to, own ? trail.numbers().get(insn.src()) : null);
  }

  private static boolean allows(@Nullable Long value, Comparison comparison, boolean taken) {
    return value == null || comparison.allows(value, taken);
  }

  private boolean isOfId(Derivation way) {
    return way.node() >= 0
        && paths.isAccess(way.node())
        && paths.instruction(way.node()).isLoad()
        && program.accessedEvent(way.node()) instanceof EventBytes(long offset, int size)
        && offset == 0
        && size == 1;
  }

  private Trail accessed(int node, Trail trail) {
    EventBytes bytes = program.accessedEvent(node);
    if (bytes == null) {
      return trail;
    }
    Instruction insn = paths.instruction(node);
    if (insn.isLoad()) {
      visitor.read(node, bytes, trail);
      return trail;
    }
    visitor.written(node, bytes, trail);
    return trail.with(bytes, node, storesZero(node, insn));
  }

  private boolean storesZero(int node, Instruction insn) {
    if (insn.instructionClass() == Opcode.ST) {
      return insn.imm() == 0;
    }
    Long stored = insn.isReadModifyWrite() ? null : paths.constant(node, insn.src());
    return stored != null && stored == 0;
  }

  private Trail called(int node, KernelFunction function, Trail trail) {
    visitor.called(node, function, trail);
    Trail then = trail;
    for (Effect effect : function.effects()) {
      // Not a switch over types, which would be linked at run time.
      if (effect instanceof Effect.Reads(int pointer, int size)) {
        EventBytes bytes = program.eventArgument(node, pointer, handed(node, size));
        if (bytes != null) {
          visitor.read(node, bytes, trail);
        }
      } else if (effect instanceof Effect.Writes(int pointer, int size)) {
        EventBytes bytes = program.eventArgument(node, pointer, handed(node, size));
        if (bytes != null) {
          visitor.written(node, bytes, trail);
          then = then.with(bytes, node, false);
        }
      }
    }
    return then;
  }

  private int handed(int node, int sizeRegister) {
    Long size = sizeRegister == Effect.UNKNOWN_SIZE ? null : paths.constant(node, sizeRegister);
    return size == null ? 1 : (int) Math.min(Math.max(size, 1), MOST_WRITTEN_BY_CALL);
  }

  // ---- what a jump depends on

  private List<EventBytes> bytes(int node) {
    return bytesOf.computeIfAbsent(node, this::findBytes);
  }

  private List<EventBytes> findBytes(int node) {
    List<EventBytes> all = new ArrayList<>();
    for (int load : loads(node)) {
      EventBytes bytes = program.accessedEvent(load);
      if (bytes != null) {
        all.add(bytes);
      }
    }
    return all;
  }

  private Set<Look> looks(int node) {
    return looksOf.computeIfAbsent(node, this::findLooks);
  }

  private Set<Look> findLooks(int node) {
    Set<Look> looks = new LinkedHashSet<>();
    for (EventBytes bytes : bytes(node)) {
      looks.add(bytes.offset() <= 0 ? Look.ID : Look.BYTES);
      if (bytes.size() > 1) {
        looks.add(Look.BYTES);
      }
    }
    for (int load : loads(node)) {
      Instruction insn = paths.instruction(load);
      if (insn.offset() == sizeAt && program.isHookContext(load, insn.src())) {
        looks.add(SizeLook.isBound(paths, node) ? Look.BOUND : Look.SIZE);
      }
    }
    return looks;
  }

  /** The loads that a jump depends on. */
  private Set<Integer> loads(int node) {
    Instruction insn = paths.instruction(node);
    Set<Integer> all = new LinkedHashSet<>();
    addLoads(node, insn.dst(), all);
    if (Opcode.source(insn.opcode()) == Opcode.X) {
      addLoads(node, insn.src(), all);
    }
    return all;
  }

  private void addLoads(int node, int register, Set<Integer> all) {
    for (Source source : paths.sources(node, register)) {
      if (source.node() >= 0
          && source.register() == Source.MADE
          && paths.instruction(source.node()).instructionClass() == Opcode.LDX) {
        all.add(source.node());
      }
    }
  }

  /** Offset of the size in the context of this kernel; -1 if there is none. */
  private static int sizeAt(@Nullable Btf types) {
    if (types == null) {
      return -1;
    }
    BtfType context = types.findStruct(HidBpfHooks.CONTEXT).map(types::type).orElse(null);
    return context instanceof BtfType.Composite of ? sizeAt(types, of, 0) : -1;
  }

  private static int sizeAt(Btf types, BtfType.Composite of, int from) {
    for (BtfType.Member member : of.members()) {
      int at = from + (int) member.byteOffset();
      if (member.name().equals(SIZE)) {
        return at;
      }
      if (member.name().isEmpty() && types.type(member.type()) instanceof BtfType.Composite inner) {
        int found = sizeAt(types, inner, at);
        if (found >= 0) {
          return found;
        }
      }
    }
    return -1;
  }
}
