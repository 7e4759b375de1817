package io.github.hidbpf4j.bpf.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerificationException;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.Argument;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.proto.CapabilityTier;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.proto.ReturnType;
import io.github.hidbpf4j.bpf.proto.ReturnValue;
import io.github.hidbpf4j.bpf.proto.Signature;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Walks the recipes of {@code CONTRIBUTING.md} through what is public: a helper, a kfunc, a hook
 * and a profile that no kernel has, verified and run by every engine.
 */
class RecipesTest {
  private static final Helper DOUBLE =
      Helper.of(
          300,
          "bpf_double",
          Signature.of(ReturnValue.of(ReturnType.INTEGER), Argument.of(ArgumentType.ANYTHING)));

  private static final Kfunc SUM = Kfunc.of("bpf_slow_sum", KfuncFlag.SLEEPABLE);

  private static final HookFunction HOOK =
      new HookFunction("two_numbers", Set.of("fmod_ret"), true, true);

  private static final ApiProfile PROFILE =
      BaseProfiles.linux("mine", "Linux 6.12 and what is mine")
          .helper(ProgramType.TRACING, DOUBLE.prototype(), CapabilityTier.BASE)
          .kfuncs(KfuncSet.builder("mine", ProgramType.TRACING).with(SUM).build())
          .hook(HOOK)
          .build();

  private static final Btf.Builder TYPES = new Btf.Builder();
  private static final int INT = TYPES.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
  private static final int SUM_ID = function(SUM.name());
  private static final int HOOK_ID = function(HOOK.name());
  private static final Btf KERNEL = TYPES.build();

  /** {@code int name(int a, int b)}. */
  private static int function(String name) {
    List<BtfType.Param> numbers = List.of(new BtfType.Param("a", INT), new BtfType.Param("b", INT));
    int prototype = TYPES.add(new BtfType.FuncProto(INT, numbers));
    return TYPES.add(new BtfType.Func(name, prototype, BtfType.Linkage.GLOBAL));
  }

  /** {@code return bpf_slow_sum(bpf_double(a), b)}. */
  private static LinkedProgram program(boolean sleepable) {
    return new LinkedProgram(
        "test.bpf.o",
        "prog",
        "fmod_ret/two_numbers",
        ProgramType.TRACING,
        sleepable,
        new AttachTarget.BtfFunction("fmod_ret", HOOK.name()),
        "GPL",
        List.of(
            new Instruction(0xbf, 6, 1, (short) 0, 0),
            new Instruction(0x79, 1, 6, (short) 0, 0),
            new Instruction(0x85, 0, 0, (short) 0, DOUBLE.number()),
            new Instruction(0xbf, 1, 0, (short) 0, 0),
            new Instruction(0x79, 2, 6, (short) 8, 0),
            new Instruction(0x85, 0, 2, (short) 0, SUM_ID),
            new Instruction(0x95, 0, 0, (short) 0, 0)),
        List.of(),
        List.of(),
        List.of(),
        null,
        KERNEL);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatIsAddedIsVerifiedAndRuns(Engine engine) {
    BpfRuntime runtime =
        BpfRuntime.builder(PROFILE, KERNEL, new VirtualClock(0)).engine(engine).build();
    runtime.provide(
        functions ->
            functions
                .helper(DOUBLE, (run, a, b, c, d, e) -> 2 * a)
                .kfunc(SUM, (run, a, b, c, d, e) -> a + b));
    assertThat(KERNEL.type(HOOK_ID).name()).isEqualTo(HOOK.name());
    var verified = Verifier.verify(program(true), PROFILE, runtime);
    long arguments = runtime.memory().allocate(16, "arguments");
    runtime.memory().putLong(arguments, 20);
    runtime.memory().putLong(arguments + 8, 2);
    assertThat(runtime.machine().load(verified, List.of()).run(arguments)).isEqualTo(42);
  }

  @Test
  void theRowDecides() {
    assertThatThrownBy(() -> Verifier.verify(program(false), PROFILE))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("program must be sleepable to call sleepable kfunc " + SUM);
    ApiProfile linux = BaseProfiles.linux("6.12", "").hook(HOOK).build();
    assertThatThrownBy(() -> Verifier.verify(program(true), linux))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("invalid func unknown#300");
  }

  @Test
  void whatNobodyImplementsIsNamed() {
    BpfRuntime runtime = BpfRuntime.builder(PROFILE, KERNEL, new VirtualClock(0)).build();
    assertThatThrownBy(() -> Verifier.verify(program(true), PROFILE, runtime))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("is allowed here, but hidbpf4j cannot run it yet");
  }
}
