package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.scalar.ScalarDomain;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.HashMap;
import java.util.Map;

/**
 * Clears ids that link a scalar to no other one, which are irrelevant to state comparison ({@code
 * bpf_clear_singular_ids}).
 */
final class SingularIds {
  private final Map<Integer, RegisterState> only = new HashMap<>();
  private final RegisterState several;

  SingularIds(ScalarDomain domain) {
    several = new RegisterState(domain);
  }

  void clear(VerifierState state) {
    only.clear();
    state.forEachRegister(
        register -> {
          if (register.isScalar() && register.id() != 0) {
            only.merge(register.id() & ~RegisterState.ADD_CONST, register, (_, _) -> several);
          }
        });
    for (RegisterState register : only.values()) {
      register.unlink();
    }
  }
}
