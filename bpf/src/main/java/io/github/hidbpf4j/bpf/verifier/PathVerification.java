package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.call.CallChecker;
import io.github.hidbpf4j.bpf.verifier.call.ExitRules;
import io.github.hidbpf4j.bpf.verifier.env.Instruments;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.flow.CallGraph;
import io.github.hidbpf4j.bpf.verifier.flow.ControlFlow;
import io.github.hidbpf4j.bpf.verifier.flow.EncodingCheck;
import io.github.hidbpf4j.bpf.verifier.flow.FastcallPatterns;
import io.github.hidbpf4j.bpf.verifier.flow.LineInfoCheck;
import io.github.hidbpf4j.bpf.verifier.flow.RewritingChecks;
import io.github.hidbpf4j.bpf.verifier.flow.StackDepth;
import io.github.hidbpf4j.bpf.verifier.flow.Subprograms;
import io.github.hidbpf4j.bpf.verifier.live.Analyses;
import io.github.hidbpf4j.bpf.verifier.log.LogBuffer;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.paths.PathRecorder;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.prune.StateTable;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarAlu;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import io.github.hidbpf4j.bpf.verifier.walk.Walk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Path-sensitive verification of one program, step by step as in the kernel ({@code bpf_check} of
 * {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
public final class PathVerification {
  /** BPF_F_TEST_REG_INVARIANTS: bounds that contradict each other are an error. */
  public static final int F_TEST_REG_INVARIANTS = VerifierEnv.F_TEST_REG_INVARIANTS;

  /** The whole program, before its functions are found. */
  private static final SubprogramFacts NOT_FOUND_YET = new SubprogramFacts("", 0, 0, 0, false);

  private final VerifierEnv env;
  private final Walk walk;
  private final CallChecker calls;
  private final StateTable table;
  private final TypeChecker types;
  private boolean functionsNamed;

  private PathVerification(
      LinkedProgram program,
      ApiProfile profile,
      LogBuffer log,
      int flags,
      Instruments instruments) {
    env = new VerifierEnv(program, profile, log, flags, instruments);
    History history = new History();
    Precision precision = new Precision(env, history);
    table = new StateTable(env, precision, history);
    types = new TypeChecker(env, precision);
    Operands operands = Operands.of(env, types, history, precision);
    ExitRules exits = new ExitRules(env, types, operands);
    calls = new CallChecker(env, types, operands, table, exits);
    walk = new Walk(env, types, operands, calls, exits, history, table);
    env.connect(walk);
  }

  /**
   * The result of a verification.
   *
   * @param errno why the program was refused; null when it was accepted
   * @param reason the last line logged before the statistics; empty when it was accepted
   * @param slot instruction at fault, -1 when the program as a whole is at fault
   * @param log the log at the requested level
   * @param processed number of instructions processed
   * @param live slots that some path reaches
   * @param functions its functions, in order of start
   * @param contextLoads slots of live loads through the context pointer
   * @param facts what engines need to know
   * @param missedChecks what this kernel wrongly accepts, one line each
   */
  public record Result(
      @Nullable Errno errno,
      String reason,
      int slot,
      String log,
      int processed,
      BitSet live,
      List<Subprogram> functions,
      BitSet contextLoads,
      RunFacts facts,
      List<String> missedChecks) {
    /** Whether the program was accepted. */
    public boolean accepted() {
      return errno == null;
    }
  }

  /**
   * Verifies a program.
   *
   * @param flags {@code BPF_F_*} of program loading: 1 strict alignment, 8 state at every prune
   *     point, 128 contradictory bounds are an error
   * @param logLevel 0 for none, 1 for the path that fails, 2 for every path, 4 for statistics
   */
  public static Result verify(LinkedProgram program, ApiProfile profile, int flags, int logLevel) {
    return verify(program, profile, flags, logLevel, LogBuffer.DEFAULT_LIMIT);
  }

  /**
   * Verifies a program.
   *
   * @param flags {@code BPF_F_*} of program loading
   * @param logLevel as above
   * @param logLimit maximum number of characters of log; of a longer one the end is kept, as in the
   *     kernel's rolling log
   */
  public static Result verify(
      LinkedProgram program, ApiProfile profile, int flags, int logLevel, int logLimit) {
    LogBuffer log = new LogBuffer(logLevel, logLimit);
    return new PathVerification(program, profile, log, flags, Instruments.none()).run();
  }

  /**
   * The result, and the program for engines.
   *
   * @param result result of the verification
   * @param program the program to run, null when it was refused
   */
  public record Verification(Result result, @Nullable VerifiedProgram program) {}

  /**
   * The result, and the paths that led to it.
   *
   * @param result result of the verification
   * @param paths the paths of the program, null when it was refused
   */
  public record Traced(Result result, @Nullable ProgramPaths paths) {}

  /**
   * Verifies a program and records its paths.
   *
   * @param flags {@code BPF_F_*} of program loading
   * @param logLevel as above
   * @param logLimit as above
   */
  public static Traced trace(
      LinkedProgram program, ApiProfile profile, int flags, int logLevel, int logLimit) {
    PathRecorder recorder = new PathRecorder(program, profile);
    Result result = observe(program, profile, flags, new LogBuffer(logLevel, logLimit), recorder);
    return new Traced(result, result.accepted() ? recorder.paths() : null);
  }

  /**
   * Verifies a program twice, for tests of the verifier: under observation, and once more without,
   * for the program to run. An observer sees the walk's own states, and must not influence what is
   * accepted.
   */
  @SuppressWarnings("exports") // observers are inside this module
  public static Verification observed(
      LinkedProgram program, ApiProfile profile, int flags, WalkObserver observer) {
    Verification seen = verify(program, profile, flags, new Instruments(observer, new ScalarAlu()));
    if (seen.program() == null) {
      return seen;
    }
    Result again = verify(program, profile, flags, 0);
    return new Verification(
        seen.result(), again.accepted() ? verified(program, profile, again) : null);
  }

  /** Verifies a program under observation, or with other arithmetic. */
  static Verification verify(
      LinkedProgram program, ApiProfile profile, int flags, Instruments instruments) {
    LogBuffer log = new LogBuffer(0, LogBuffer.DEFAULT_LIMIT);
    Result result = new PathVerification(program, profile, log, flags, instruments).run();
    return new Verification(result, result.accepted() ? verified(program, profile, result) : null);
  }

  /** Same, with a log, under observation. */
  static Result observe(
      LinkedProgram program, ApiProfile profile, int flags, LogBuffer log, WalkObserver observer) {
    Instruments instruments = new Instruments(observer, new ScalarAlu());
    return new PathVerification(program, profile, log, flags, instruments).run();
  }

  static VerifiedProgram verified(LinkedProgram program, ApiProfile profile, Result result) {
    return new AcceptedProgram(
        program,
        profile.name(),
        ContextLoads.converted(
            DeadCode.removed(program.instructions(), result.live()),
            result.contextLoads(),
            program.type(),
            profile),
        result.functions(),
        result.facts());
  }

  private Result run() {
    Errno errno = null;
    String reason = "";
    try {
      check();
    } catch (Rejection rejection) {
      errno = rejection.errno();
      reason = rejection.reason();
    }
    logStatistics(errno == null);
    return new Result(
        errno,
        reason,
        env.slot(),
        env.log.text(),
        env.processed(),
        live(),
        functions(),
        contextLoads(),
        facts(),
        env.missedChecks());
  }

  /** All steps of {@code bpf_check}, in order. */
  private void check() {
    checkLength();
    Subprograms subprograms = new Subprograms(env);
    subprograms.find();
    env.moveTo(VerifierEnv.NO_SLOT);
    boolean kfuncsLast = env.has(VerifierRule.ARGUMENTS_BY_PROTOTYPE);
    if (!kfuncsLast) {
      calls.prepare();
    }
    subprograms.finish();
    subprograms.checkJumps();
    subprograms.checkResults();
    functionsNamed = true;
    new LineInfoCheck(env).check();
    new EncodingCheck(env, types).check();
    if (kfuncsLast) {
      calls.prepare();
    }
    new ControlFlow(env, calls).check();
    env.moveTo(VerifierEnv.NO_SLOT);
    types.prepare();
    if (env.has(VerifierRule.RECURSION_FOUND_FIRST)) {
      new CallGraph(env).check();
    }
    analyse();
    FastcallPatterns patterns = new FastcallPatterns(env, calls);
    patterns.mark();
    walk.verify(0, env.sleepIsInState && env.programMaySleep());
    globalFunctions();
    env.moveTo(VerifierEnv.NO_SLOT);
    patterns.freeStack();
    new StackDepth(env, calls).check();
    patterns.addRewritingStack();
    new RewritingChecks(env).check();
  }

  private void analyse() {
    StackLiveness stack = new Analyses(env, calls).run();
    if (stack != null) {
      env.observeStack(stack);
      table.use(stack);
      walk.observeStack(stack);
    }
  }

  private void checkLength() {
    if (env.instructions.length == 0) {
      throw env.reject(Errno.E2BIG, "the program has no instruction");
    }
    if (env.instructions.length > Walk.INSTRUCTION_LIMIT) {
      throw env.reject(
          Errno.E2BIG,
          "BPF program is too large. It has %d insn (limit %d)",
          env.instructions.length,
          Walk.INSTRUCTION_LIMIT);
    }
  }

  /** The functions that the kernel keeps: those of an accepted program that some path reaches. */
  private List<SubprogramFacts> keptFunctions(boolean accepted) {
    return env.subprograms().stream()
        .filter(
            f -> !accepted || IntStream.range(f.start, f.end).anyMatch(i -> env.facts[i].isSeen()))
        .toList();
  }

  private void logStatistics(boolean accepted) {
    if (env.log.showsStatistics() && env.has(VerifierRule.STATISTICS_BY_FUNCTION)) {
      env.verbose("stack depth max " + env.greatestStack());
      if (env.subprograms().isEmpty()) {
        env.verbose(statistics(0, NOT_FOUND_YET));
      }
      List<SubprogramFacts> kept = keptFunctions(accepted);
      for (int i = 0; i < kept.size(); i++) {
        env.verbose(statistics(i, kept.get(i)));
      }
    } else if (env.log.showsStatistics()) {
      boolean more = env.has(VerifierRule.STATISTICS_BY_GLOBAL_FUNCTION);
      String depths =
          env.subprograms().stream()
              .map(f -> Integer.toString(f.stackDepth()))
              .collect(Collectors.joining("+"));
      env.verbose("stack depth " + depths + (more ? " max " + env.greatestStack() : ""));
      if (more) {
        String counts =
            IntStream.range(0, env.subprograms().size())
                .filter(i -> i == 0 || env.subprograms().get(i).isGlobal())
                .mapToObj(i -> Integer.toString(env.subprograms().get(i).allInstructions()))
                .collect(Collectors.joining("+"));
        env.verbose("insns processed " + counts);
      }
    }
    if (env.log.isOn()) {
      env.verbose(
          "processed "
              + env.processed()
              + " insns (limit "
              + Walk.INSTRUCTION_LIMIT
              + ") "
              + walk.statistics()
              + " mark_read "
              + env.longestMarkRead());
    }
  }

  private String statistics(int number, SubprogramFacts function) {
    return "subprog %d (%s) %s insns_self %d insns_total %d stack %d"
        .formatted(
            number,
            functionsNamed && !function.name.isEmpty() ? function.name : "<unknown>",
            number == 0 ? "main" : function.isGlobal() ? "global" : "static",
            function.ownInstructions(),
            function.allInstructions(),
            function.stackDepth());
  }

  private List<Subprogram> functions() {
    List<Subprogram> functions = new ArrayList<>();
    for (SubprogramFacts f : env.subprograms()) {
      String name =
          f.name.isEmpty()
              ? f.start == 0 ? env.program.name() : "func#" + functions.size()
              : f.name;
      functions.add(new Subprogram(name, f.start, f.end, f.funcTypeId(), f.isGlobal()));
    }
    return functions;
  }

  private BitSet live() {
    BitSet live = new BitSet();
    for (int i = 0; i < env.facts.length; i++) {
      live.set(i, env.facts[i].isSeen());
    }
    return live;
  }

  private RunFacts facts() {
    Map<Integer, ObjectCall> objects = new HashMap<>();
    for (int i = 0; i < env.facts.length; i++) {
      ObjectCall object = env.facts[i].object();
      if (object != null) {
        objects.put(i, object);
      }
    }
    int callback =
        env.exceptionCallback() == 0 ? -1 : env.subprograms().get(env.exceptionCallback()).start;
    BitSet unreachable = live();
    unreachable.flip(0, env.facts.length);
    return new RunFacts(
        unreachable,
        probeLoads(),
        objects,
        callback,
        env.contextSize(),
        env.readsUninitializedStack());
  }

  private BitSet contextLoads() {
    BitSet loads = new BitSet();
    for (int i = 0; i < env.facts.length; i++) {
      loads.set(
          i,
          env.facts[i].isSeen()
              && env.facts[i].pointerType() == RegisterType.PTR_TO_CTX
              && env.instructions[i].instructionClass() == Opcode.LDX);
    }
    return loads;
  }

  /** Loads that the kernel makes safe against stale pointers ({@code convert_ctx_accesses}). */
  private BitSet probeLoads() {
    BitSet probes = new BitSet();
    for (int i = 0; i < env.facts.length; i++) {
      if (env.instructions[i].instructionClass() == Opcode.LDX) {
        probes.set(i, RegisterType.mayFault(env.facts[i].pointerType()));
      }
    }
    return probes;
  }

  /** {@code do_check_subprogs}, and the alternatives of {@link ApiProfile.GlobalFunctionRule}. */
  private void globalFunctions() {
    if (env.program.btf() == null) {
      return;
    }
    List<SubprogramFacts> functions = env.subprograms();
    boolean[] verified = new boolean[functions.size() * 2];
    boolean again = true;
    while (again) {
      again = false;
      for (int i = 1; i < functions.size(); i++) {
        SubprogramFacts function = functions.get(i);
        boolean exception = i == env.exceptionCallback() && i != 0;
        if (!function.isGlobal()
            || !exception && !function.isCalledSleepable() && !function.isCalledNonSleepable()) {
          continue;
        }
        boolean sleeps = env.sleepIsInState && env.programMaySleep();
        switch (globalFunctionRule()) {
          case VERIFIED_NON_SLEEPABLE -> {
            boolean ofProgram = env.has(VerifierRule.SLEEPABLE_BY_STATE);
            boolean maySleep = sleeps && (ofProgram || !function.isCalledNonSleepable());
            again |= verifyOnce(verified, i, maySleep);
          }
          case PER_CONTEXT -> {
            if (exception) {
              again |= verifyOnce(verified, i, sleeps);
            }
            if (function.isCalledNonSleepable()) {
              again |= verifyOnce(verified, i, false);
            }
            if (function.isCalledSleepable()) {
              again |= verifyOnce(verified, i, true);
            }
          }
          case REJECT_MIXED -> {
            if (function.isCalledSleepable() && function.isCalledNonSleepable()) {
              env.moveTo(function.start);
              throw env.reject(
                  Errno.EINVAL,
                  "global function '%s' is called from both sleepable and non-sleepable code",
                  function.name);
            }
            again |= verifyOnce(verified, i, function.isCalledSleepable());
          }
        }
      }
    }
  }

  private ApiProfile.GlobalFunctionRule globalFunctionRule() {
    ApiProfile.GlobalFunctionRule rule = env.profile.options().globalFunctions();
    return rule == ApiProfile.GlobalFunctionRule.VERIFIED_NON_SLEEPABLE
            && env.has(VerifierRule.GLOBAL_FUNCTIONS_BY_CONTEXT)
        ? ApiProfile.GlobalFunctionRule.PER_CONTEXT
        : rule;
  }

  private boolean verifyOnce(boolean[] verified, int number, boolean sleepable) {
    int index = number * 2 + (sleepable ? 1 : 0);
    if (verified[index]) {
      return false;
    }
    verified[index] = true;
    walk.verify(number, sleepable);
    if (env.log.showsInstructions()) {
      env.verbose(
          "Func#"
              + number
              + " ('"
              + env.subprograms().get(number).name
              + "') is safe for any args that match its prototype");
    }
    return true;
  }
}
