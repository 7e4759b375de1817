package io.github.hidbpf4j.kernel.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.PathVerification;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of a kernel that is newer than the profile, as {@code --kernel-btf} has them. */
class NewerKernelBtfTest {
  private static final ApiProfile PROFILE = Profiles.forName("6.12").orElseThrow();

  /** The last argument of bpf_wq_set_callback_impl(): what the macro passes for it is NULL. */
  @ParameterizedTest
  @ValueSource(strings = {"aux__ign", "aux__prog"})
  void anArgumentThatTheVerifierSupplies(String name) throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/async/stamp.bpf.o");
    LinkedObject linked =
        BpfObject.open("stamp.bpf.o", Files.readAllBytes(file)).link(withLastArgument(name));
    StringBuilder log = new StringBuilder();
    for (LinkedProgram program : linked.programs()) {
      PathVerification.Result result = PathVerification.verify(program, PROFILE, 0, 2);
      assertThat(result.reason()).as(program.name()).isEmpty();
      log.append(result.log());
    }
    assertThat(log).contains("call bpf_wq_set_callback_impl#");
  }

  private static Btf withLastArgument(String name) {
    Btf old = KernelTypes.forProfile("6.12").btf();
    BtfType.Func function =
        (BtfType.Func)
            old.type(old.find("bpf_wq_set_callback_impl", BtfType.Func.class).orElseThrow());
    Btf.Builder types = new Btf.Builder();
    for (int id = 1; id <= old.size(); id++) {
      BtfType type = old.type(id);
      if (id == function.type() && type instanceof BtfType.FuncProto(int result, var params)) {
        List<BtfType.Param> changed = new ArrayList<>(params);
        changed.set(3, new BtfType.Param(name, params.get(3).type()));
        type = new BtfType.FuncProto(result, changed);
      }
      types.add(type);
    }
    return types.build();
  }
}
