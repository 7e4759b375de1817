package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import java.util.function.Function;

/**
 * A kfunc that needs the type of the object it is called with: engines ask for the function of each
 * call, once, when they load the program.
 */
public final class ObjectFunction implements HelperFunction {
  private final Function<ObjectCall, HelperFunction> ofCall;

  /**
   * Creates a kfunc; {@code of} maps what the verifier knows about a call to its implementation.
   */
  public ObjectFunction(Function<ObjectCall, HelperFunction> ofCall) {
    this.ofCall = ofCall;
  }

  /** The function for a call. */
  public HelperFunction at(ObjectCall call) {
    return ofCall.apply(call);
  }

  /** Called only by an engine that did not use {@link #at}: the object's type is unknown. */
  @Override
  public long call(RunContext run, long r1, long r2, long r3, long r4, long r5) {
    throw new BpfException("call of a kfunc whose object the verifier does not know");
  }
}
