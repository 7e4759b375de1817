package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import java.util.function.Function;

/**
 * A kfunc that has to know the type of the object it is called with: engines ask for the function
 * of each call, once, when they load the program.
 */
public final class ObjectFunction implements HelperFunction {
  private final Function<ObjectCall, HelperFunction> ofCall;

  /** A kfunc that does this in a call that the verifier knows this of. */
  public ObjectFunction(Function<ObjectCall, HelperFunction> ofCall) {
    this.ofCall = ofCall;
  }

  /** The function for a call. */
  public HelperFunction at(ObjectCall call) {
    return ofCall.apply(call);
  }

  /** Called by an engine that did not ask: there is no telling which object is meant. */
  @Override
  public long call(RunContext run, long r1, long r2, long r3, long r4, long r5) {
    throw new BpfException("call of a kfunc whose object the verifier does not know");
  }
}
