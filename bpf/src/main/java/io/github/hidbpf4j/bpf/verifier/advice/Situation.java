package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.CausalStep;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The point where a program was refused: the instruction, the state before it, and the path that
 * led to it. Queries about an unknown state return false.
 */
final class Situation {
  private static final Pattern CALL = Pattern.compile(".* call (\\w+)#-?\\d+");

  private final LinkedProgram program;
  private final ApiProfile profile;
  private final int slot;
  private final @Nullable FailingPath path;
  private final @Nullable VerifierState state;

  /**
   * Creates a situation.
   *
   * @param slot the instruction; -1 when the program as a whole is at fault
   * @param path how it was reached; null when the program was not refused on a path
   */
  Situation(LinkedProgram program, ApiProfile profile, int slot, @Nullable FailingPath path) {
    this.program = program;
    this.profile = profile;
    this.slot = slot;
    this.path = path;
    this.state = path == null ? null : path.state();
  }

  LinkedProgram program() {
    return program;
  }

  ApiProfile profile() {
    return profile;
  }

  int slot() {
    return slot;
  }

  /** The path to the instruction, or null. */
  @Nullable FailingPath path() {
    return state == null ? null : path;
  }

  /** The path, even if it ended before the instruction was processed; or null. */
  @Nullable FailingPath wholePath() {
    return path;
  }

  /** The state before the instruction, or null. */
  @Nullable VerifierState state() {
    return state;
  }

  /** The instruction, or null. */
  @Nullable Instruction instruction() {
    return instruction(slot);
  }

  @Nullable Instruction instruction(int at) {
    return at >= 0 && at < program.instructions().size() ? program.instructions().get(at) : null;
  }

  /** Whether the instruction is a call. */
  boolean isCall() {
    Instruction insn = instruction();
    return insn != null && insn.opcode() == (Opcode.JMP | Opcode.CALL);
  }

  /** Whether the instruction is a store of a register or number, or atomic. */
  boolean isStore() {
    return isStore(slot);
  }

  boolean isStore(int at) {
    Instruction insn = instruction(at);
    return insn != null && (insn.isStore() || insn.isReadModifyWrite());
  }

  /** Whether the instruction is atomic, including load-acquire and store-release. */
  boolean isAtomic() {
    Instruction insn = instruction();
    return insn != null
        && insn.instructionClass() == Opcode.STX
        && Opcode.mode(insn.opcode()) == Opcode.ATOMIC;
  }

  /** The function that an instruction calls: helper, kfunc or own; empty when unknown. */
  String callee(int at) {
    Instruction insn = instruction(at);
    if (insn == null || insn.opcode() != (Opcode.JMP | Opcode.CALL)) {
      return "";
    }
    if (insn.src() == Opcode.PSEUDO_CALL) {
      Subprogram own = functionAt(at + 1 + insn.imm());
      return own == null ? "" : own.name();
    }
    Matcher call = CALL.matcher(new InstructionText(program).text(at));
    return call.matches() ? call.group(1) : "";
  }

  /** The function that the instruction calls. */
  String callee() {
    return callee(slot);
  }

  /**
   * The helper or kfunc that an instruction calls; null for other instructions and unknown
   * functions.
   */
  @Nullable KernelFunction function(int at) {
    Instruction insn = instruction(at);
    if (insn == null || insn.opcode() != (Opcode.JMP | Opcode.CALL)) {
      return null;
    }
    if (insn.src() == Opcode.CALL_HELPER) {
      HelperPrototype prototype = profile.helper(program, insn.imm());
      return prototype == null ? Helpers.of(insn.imm()) : prototype.helper();
    }
    String name = new ProgramNames(program).kfunc(insn.imm());
    if (insn.src() != Opcode.PSEUDO_KFUNC_CALL || name == null) {
      return null;
    }
    Kfunc row = profile.kfunc(name);
    return row == null ? GenericKfuncs.find(name) : row;
  }

  /** Whether the instruction calls this function. */
  boolean calls(KernelFunction function) {
    return function(slot) == function;
  }

  /** Whether the instruction calls a function that returns event data. */
  boolean requestsEventData() {
    return returnsEventData(function(slot));
  }

  /** Whether a register holds event data returned by a call. */
  boolean isEventData(int number) {
    return returnsEventData(maker(number));
  }

  /** Whether a register holds the result of an iterator's next function. */
  boolean isIteratorNext(int number) {
    return maker(number) instanceof Kfunc kfunc && kfunc.flags().contains(KfuncFlag.ITER_NEXT);
  }

  private static boolean returnsEventData(@Nullable KernelFunction function) {
    Effect.ReturnsPointer result =
        function == null ? null : function.effect(Effect.ReturnsPointer.class);
    return result != null && result.region() == Effect.Region.EVENT_DATA;
  }

  /** The function of the program that contains a slot, or null. */
  @Nullable Subprogram functionAt(int at) {
    for (Subprogram function : program.subprograms()) {
      if (function.start() <= at && at < function.end()) {
        return function;
      }
    }
    return null;
  }

  /** A register of the innermost frame, or null. */
  @Nullable RegisterState register(int number) {
    return state == null || number < 0 || number >= FrameState.REGISTERS
        ? null
        : state.register(number);
  }

  /** Whether the state has this register and it satisfies the predicate. */
  boolean has(int number, Predicate<RegisterState> property) {
    RegisterState register = register(number);
    return register != null && property.test(register);
  }

  boolean mayBeNull(int number) {
    return has(number, r -> RegisterType.mayBeNull(r.type()));
  }

  /** Whether a register is the number 0. */
  boolean isZero(int number) {
    return has(number, RegisterState::isNull);
  }

  boolean isScalar(int number) {
    return has(number, RegisterState::isScalar);
  }

  /** Whether the number, or the variable part of the pointer, is constant. */
  boolean isConstant(int number) {
    return has(number, r -> r.type() != RegisterType.NOT_INIT && r.tnum().isConst());
  }

  /** Whether the number, or the variable part of the pointer, may have several values. */
  boolean isVariable(int number) {
    return has(number, r -> r.type() != RegisterType.NOT_INIT && !r.tnum().isConst());
  }

  boolean isType(int number, int baseType) {
    return has(number, r -> r.baseType() == baseType);
  }

  boolean hasFlag(int number, int flag) {
    return has(number, r -> (r.type() & flag) != 0);
  }

  boolean isStackPointer(int number) {
    return isType(number, RegisterType.PTR_TO_STACK);
  }

  /**
   * A slot of the stack.
   *
   * @param frame number of the frame
   * @param slot 0 for the one next to the frame pointer, counting down
   */
  record Place(int frame, int slot) {}

  /** The slot that a register points into; null when unknown. */
  @Nullable Place place(int number) {
    RegisterState register = register(number);
    if (register == null
        || register.type() != RegisterType.PTR_TO_STACK
        || !register.tnum().isConst()) {
      return null;
    }
    long at = register.off() + register.tnum().value();
    return at >= 0 || at < -512
        ? null
        : new Place(register.frameNumber(), (int) (-at - 1) / StackSlot.SIZE);
  }

  /** The stack slot at a place, or null when nothing was stored there. */
  @Nullable StackSlot stack(Place place) {
    VerifierState known = state;
    if (known == null || place.frame() > known.currentFrame()) {
      return null;
    }
    FrameState frame = known.frame(place.frame());
    return place.slot() < frame.slotCount() ? frame.slot(place.slot()) : null;
  }

  /** Whether a dynptr or iterator is where a register points. */
  boolean pointsToObject(int number) {
    Place place = place(number);
    StackSlot slot = place == null ? null : stack(place);
    int kind = slot == null ? StackSlot.INVALID : slot.kind(StackSlot.SIZE - 1);
    return kind == StackSlot.DYNPTR || kind == StackSlot.ITER;
  }

  /** Whether a dynptr or iterator was where a register points, but no longer is. */
  boolean pointedToObject(int number) {
    FailingPath known = path();
    Place place = place(number);
    return known != null
        && place != null
        && !pointsToObject(number)
        && ValueHistory.lostAtStep(known, place.frame(), place.slot()) >= 0;
  }

  /** Whether the byte at this offset of a frame's stack is of this kind. */
  boolean stackHolds(int frame, long offset, int kind) {
    if (offset >= 0 || offset < -512) {
      return false;
    }
    StackSlot slot = stack(new Place(frame, (int) (-offset - 1) / StackSlot.SIZE));
    int found =
        slot == null ? StackSlot.INVALID : slot.kind((int) ((-offset - 1) % StackSlot.SIZE));
    return state != null && found == kind;
  }

  /** Whether a register holds this parameter of a deferred callback. */
  boolean isCallbackParameter(int register, int parameter) {
    FailingPath known = path();
    ValueHistory.Origin origin = origin(register);
    return known != null
        && known.deferredAt() >= 0
        && origin.kind() == ValueHistory.Kind.PARAMETER
        && origin.register() == parameter;
  }

  /** Whether a register was read from memory other than a spilled register. */
  boolean isLoaded(int register) {
    return origin(register).kind() == ValueHistory.Kind.LOADED;
  }

  /** Whether a pointer was moved by a number other than an immediate. */
  boolean isMoved(int register) {
    FailingPath known = path();
    return known != null && ValueHistory.isMoved(program, known, register);
  }

  /** The register that the instruction loads or stores through; -1 for other instructions. */
  int pointerOperand() {
    Instruction insn = instruction();
    return insn != null && isStore() ? insn.dst() : loadedThrough();
  }

  /** The register that the instruction loads through; -1 for other instructions. */
  int loadedThrough() {
    Instruction insn = instruction();
    return insn != null && insn.isLoad() ? insn.src() : -1;
  }

  /** Where the value of a register came from. */
  ValueHistory.Origin origin(int number) {
    FailingPath known = path();
    return known == null
        ? ValueHistory.Origin.UNKNOWN
        : ValueHistory.origin(program, known, number);
  }

  /** Creates a step of the path at an instruction. */
  CausalStep step(int at, String what) {
    return new CausalStep(at, program.lineAt(at), what);
  }

  /** Where the number in a register stopped being a pointer, or null. */
  ValueHistory.@Nullable Loss loss(int number) {
    FailingPath known = path();
    return known == null ? null : ValueHistory.loss(program, known, number);
  }

  /** The function whose call returned the value of a register, or empty. */
  String madeBy(int number) {
    ValueHistory.Origin origin = origin(number);
    return origin.kind() == ValueHistory.Kind.RESULT ? callee(origin.slot()) : "";
  }

  /** The helper or kfunc whose result a register holds, or null. */
  @Nullable KernelFunction maker(int number) {
    ValueHistory.Origin origin = origin(number);
    return origin.kind() == ValueHistory.Kind.RESULT ? function(origin.slot()) : null;
  }
}
