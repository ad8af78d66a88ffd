using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// A layer that can run one step at a time, as in a circle of a graph, where its input depends on its output of the step before. A layer
/// without memory can be an <see cref="IEachStep"/> instead, and needs nothing more.
/// </summary>
public interface IStepwise
{
    /// <summary>What lets a circle do with less memory. Default: nothing.</summary>
    StepMemory Memory => StepMemory.None;

    /// <summary>Makes ready to run over memory of a whole sequence.</summary>
    /// <param name="sequences">Its inputs, outputs and their gradients.</param>
    /// <param name="pass">What the layer has to know of the pass; state goes through it as in a forward pass of a whole sequence.</param>
    LayerSteps Steps(LayerSequences sequences, Pass pass);
}

/// <summary>What a layer that runs one step at a time can do to save memory.</summary>
[Flags]
public enum StepMemory
{
    /// <summary>Each row of all sequences is its own, and written.</summary>
    None = 0,

    /// <summary>A step can add its output to what is in the row (<see cref="LayerSequences.AddsOutput"/>).</summary>
    AddsOutput = 1,

    /// <summary>
    /// Going back over a step needs the output's gradient of no other step: then one row, [1, batch, features…], may be that of each step in turn.
    /// </summary>
    OneOutputGradient = 2,

    /// <summary>The same of the gradients of its inputs.</summary>
    OneInputGradient = 4,
}

/// <summary>A layer whose output at a step depends on its input at that step alone, so that it can be a part of a circle.</summary>
public interface IEachStep
{
    /// <summary>Whether it is so with the options that it has.</summary>
    bool IsEachStep { get; }
}

/// <summary>The memory of a layer that runs one step at a time; each tensor is contiguous, and [T, batch, features…].</summary>
/// <param name="inputs">One for each input; the row of a step is complete when the step runs.</param>
/// <param name="output">A step writes its row.</param>
public sealed class LayerSequences(IReadOnlyList<Tensor<float>> inputs, Tensor<float> output)
{
    /// <summary>One for each input; the row of a step is complete when the step runs.</summary>
    public IReadOnlyList<Tensor<float>> Inputs => inputs;

    /// <summary>A step writes its row.</summary>
    public Tensor<float> Output => output;

    /// <summary>Whether a step adds to its row of the output instead; only where <see cref="StepMemory.AddsOutput"/> says that it can.</summary>
    public bool AddsOutput { get; init; }

    /// <summary>
    /// One for each input; going back over a step writes its row, or the only one (<see cref="StepMemory.OneInputGradient"/>). Known when the
    /// way back begins.
    /// </summary>
    public IReadOnlyList<Tensor<float>> InputGradients { get; set; } = [];

    /// <summary>
    /// Its row, or the only one (<see cref="StepMemory.OneOutputGradient"/>), is complete when a step is gone back over. Known when the way
    /// back begins.
    /// </summary>
    public Tensor<float>? OutputGradient { get; set; }

    /// <summary>The number of steps, T.</summary>
    public int Steps => (int)output.Lengths[0];
}

/// <summary>
/// The steps of a layer that gives other outputs besides its first, such as the potential of neurons beside their spikes. The steps of another
/// output run right after the layer's own, and go back right before them; the layer's own write all gradients of inputs and parameters.
/// </summary>
public interface IManyStepOutputs
{
    /// <summary>Makes another output ready.</summary>
    /// <param name="output">The place of its name (<see cref="IManyOutputs.OutputNames"/>), at least 1.</param>
    /// <param name="sequences">The memory of the output and its gradient; there are no inputs.</param>
    LayerSteps StepsOf(int output, LayerSequences sequences);
}

/// <summary>
/// A layer that runs one step at a time: <see cref="Begin"/>, <see cref="Forward"/> of each step, <see cref="End"/>; and for the gradient
/// <see cref="Begin"/> once more, <see cref="Backward"/> of each step from the last to the first, <see cref="WriteGradients"/>, <see cref="End"/>.
/// <see cref="Release"/> comes last on each way, also where a step of this or of another layer has failed.
/// </summary>
public abstract class LayerSteps
{
    /// <summary>Makes ready.</summary>
    /// <param name="backward">Whether the way back comes.</param>
    public virtual void Begin(bool backward)
    {
    }

    /// <summary>
    /// Writes what it gave before the first step of a sequence that begins, [batch, features…]; asked for after <see cref="Begin"/> of the way
    /// forth, where a node of the circle takes it. Default: what is there, which is 0.
    /// </summary>
    public virtual void WriteStart(Span<float> row)
    {
    }

    /// <summary>Reads the row of a step of the inputs, and writes that of the output.</summary>
    public abstract void Forward(int step);

    /// <summary>Reads the row of a step of the output's gradient, and writes those of the inputs' gradients.</summary>
    public abstract void Backward(int step);

    /// <summary>Writes the gradients of the parameters, of all steps, after the way back.</summary>
    public abstract void WriteGradients(ReadOnlySpan<Tensor<float>> gradients);

    /// <summary>After the last step of a way.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gives back what <see cref="Begin"/> has taken; what has not begun has taken nothing.</summary>
    public virtual void Release()
    {
    }
}
