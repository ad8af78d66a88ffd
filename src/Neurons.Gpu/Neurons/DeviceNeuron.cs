using Neurons.Compile;

namespace Neurons.Gpu;

/// <summary>
/// Neurons of one model on a device, with parameters of their own: the kernels of the processor, emitted as text that the device's driver compiles.
/// Shapes are those of a layer: [T, batch…, features…] over time, [batch…, features…] for a state. All that is returned stays on the device.
/// </summary>
public sealed class DeviceNeuron : IDisposable
{
    /// <summary>The name that stands for the output among what is recorded.</summary>
    public const string Output = "Output";

    private static readonly Recorded[] _output = [Recorded.NewOutput(0)];
    private readonly Dynamics _dynamics;
    private readonly ParameterValue[] _values;
    private readonly NeuronKernels _kernels;
    private readonly Lazy<NeuronKernels> _counting;
    private readonly Lazy<NeuronParameters> _single;
    private readonly Lazy<NeuronParameters> _double;

    internal DeviceNeuron(Device device, Dynamics dynamics, ParameterValue[] values)
    {
        Device = device;
        _dynamics = dynamics;
        _values = (ParameterValue[])values.Clone();
        dynamics.Validate(Precision.Float64, _values);
        var isShared = Array.ConvertAll(_values, value => value.IsShared);
        _kernels = new(device, Model, isShared);
        _counting = new(() => new(device, dynamics.Counting.Definition, isShared));
        _single = new(() => new(device, dynamics, _values, Precision.Float32));
        _double = new(() => new(device, dynamics, _values, Precision.Float64));
    }

    private DeviceNeuron(DeviceNeuron other, ParameterValue[] values)
    {
        (Device, _dynamics, _kernels, _counting) = (other.Device, other._dynamics, other._kernels, other._counting);
        _values = (ParameterValue[])values.Clone();
        _dynamics.Validate(Precision.Float64, _values);
        _single = new(() => new(Device, _dynamics, _values, Precision.Float32));
        _double = new(() => new(Device, _dynamics, _values, Precision.Float64));
    }

    /// <summary>Where they are.</summary>
    public Device Device { get; }

    /// <summary>The model, traced with its options.</summary>
    public Definition Model => _dynamics.Definition;

    internal ParameterValue[] Values => _values;

    /// <summary>The same neurons, and kernels, with other parameters.</summary>
    /// <param name="values">In order; one number for all neurons, or one of each, where it was so before.</param>
    /// <exception cref="ArgumentException">A parameter is not allowed, or it is one number where each neuron had its own, or the reverse.</exception>
    public DeviceNeuron With(ParameterValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (var p = 0; p < Math.Min(values.Length, _values.Length); p++)
        {
            ArgumentNullException.ThrowIfNull(values[p], Model.ParameterNames[p]);
            if (values[p].IsShared == _values[p].IsShared) continue;
            string Sort(ParameterValue value) => value.IsShared ? "one number" : "a number of each neuron";
            throw new ArgumentException(
                $"{Model.Name}: {Model.ParameterNames[p]} is {Sort(values[p])}; in these kernels it is {Sort(_values[p])}.", nameof(values));
        }

        return new(this, values);
    }

    /// <summary>Gives the memory of its parameters back; it is not to be used again. Kernels stay with those made by <see cref="With"/>.</summary>
    public void Dispose()
    {
        if (_single.IsValueCreated) _single.Value.Dispose();
        if (_double.IsValueCreated) _double.Value.Dispose();
    }

    internal NeuronKernels Kernels => _kernels;

    /// <summary>A step whose output and next state go into memory that is given, the state into that of the state before.</summary>
    internal void Advance<T>(DeviceState<T> state, DeviceTensor<T>[] inputs, DeviceTensor<T> output)
        where T : unmanaged
    {
        var call = Call(state, Array.ConvertAll(inputs, input => new DeviceInput<T>(input, 1)), true);
        _ = Launch(call, _kernels.Forward(Element<T>.Precision, _output, Plain<T>()), [output.Memory], [], state.Values);
    }

    /// <summary>The initial state of a shape.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="shape">[batch…, features…].</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of layers with one seed.</param>
    /// <exception cref="ArgumentException">The shape does not fit the parameters.</exception>
    /// <exception cref="DeviceException">There is not enough memory.</exception>
    public DeviceState<T> Initial<T>(ReadOnlySpan<nint> shape, ulong seed = 0, uint stream = 0)
        where T : unmanaged
    {
        Device.Require<T>();
        return Element<T>.Precision.IsFloat64 ? Initial<T, double>(shape, seed, stream) : Initial<T, float>(shape, seed, stream);
    }

    /// <summary>A state of this machine's as one of the device.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">A tensor for each state of the model, all of one shape, and where the run stands.</param>
    /// <exception cref="ArgumentException">It is not one of this model.</exception>
    public DeviceState<T> State<T>(StateValues<T> state)
        where T : unmanaged
    {
        RequireStates(state.Values.Length, nameof(state));
        return new(Model, Array.ConvertAll(state.Values, values => Device.Copy(values)), state.Step, state.Seed, state.Stream);
    }

    /// <summary>A state of tensors of the device, which are not copied.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="values">A tensor for each state of the model, [batch…, features…].</param>
    /// <param name="step">The number of steps taken so far; 0 or more.</param>
    /// <param name="seed">What random numbers are drawn from.</param>
    /// <param name="stream">Tells apart the random numbers of layers with one seed.</param>
    /// <exception cref="ArgumentException">It is not one of this model.</exception>
    public DeviceState<T> State<T>(DeviceTensor<T>[] values, long step = 0, ulong seed = 0, uint stream = 0)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        RequireStates(values.Length, nameof(values));
        for (var s = 0; s < values.Length; s++) ArgumentNullException.ThrowIfNull(values[s], Model.StateNames[s]);
        return new(Model, [.. values], step, seed, stream);
    }

    /// <summary>One step: the output and the next state.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [batch…, features…].</param>
    public (DeviceTensor<T> Output, DeviceState<T> State) Step<T>(DeviceState<T> state, params DeviceTensor<T>[] inputs)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var call = Call(state, Array.ConvertAll(inputs, input => new DeviceInput<T>(input, 1)), true);
        var (recorded, _, final) = Run(call, _kernels, _output, Plain<T>(), call.Shape);
        return (recorded[0], final);
    }

    /// <summary>All steps of a sequence: the output at every step and the last state.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    public (DeviceTensor<T> Output, DeviceState<T> State) Integral<T>(DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        var call = Call(state, inputs);
        var (recorded, _, final) = Run(call, _kernels, _output, Plain<T>(), call.OverTime(call.Steps));
        return (recorded[0], final);
    }

    /// <summary>All steps of a sequence, into memory that is given.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    /// <param name="output">For the output at every step, [T, batch…, features…].</param>
    /// <param name="final">For the last state, [batch…, features…] for each state; may be those of the state before.</param>
    /// <returns>The last state, of the tensors given for it.</returns>
    /// <exception cref="ArgumentException">A shape is another, or something is on another device.</exception>
    public DeviceState<T> Integral<T>(DeviceState<T> state, DeviceInput<T>[] inputs, DeviceTensor<T> output, DeviceTensor<T>[] final)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(final);
        var call = Call(state, inputs);
        call.Require(output, nameof(output), call.OverTime(call.Steps), "the steps and that of the state");
        if (final.Length != state.Values.Length) throw call.Error($"there is memory for {final.Length} states; there are {state.Values.Length}.");
        for (var s = 0; s < final.Length; s++) call.Require(final[s], $"{nameof(final)}[{s}]", call.Shape, "that of the state");
        return Launch(call, _kernels.Forward(Element<T>.Precision, _output, Plain<T>()), [output.Memory], [], final);
    }

    /// <summary>States over time: for each name a tensor [T, batch…, features…] with the values after each step, and the last state.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="names">States by name; <see cref="Output"/> stands for the output.</param>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    public (IReadOnlyDictionary<string, DeviceTensor<T>> Recorded, DeviceState<T> State) Record<T>(
        string[] names, DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        var call = Call(state, inputs);
        var (recorded, _, final) = Run(call, _kernels, RecordedOf(names), Plain<T>(), call.OverTime(call.Steps));
        return (new Dictionary<string, DeviceTensor<T>>(names.Zip(recorded, KeyValuePair.Create)), final);
    }

    /// <summary>The sum of each neuron's outputs over all steps, without storing the outputs; and the last state.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    public (DeviceTensor<T> Counts, DeviceState<T> State) SpikeCounts<T>(DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(state);
        _ = Call(state, inputs);
        var counting = _dynamics.Counting.Definition;
        using var zeros = Device.Zeros<T>(state.Shape);
        var counted = new DeviceState<T>(counting, [.. state.Values, zeros], state.Step, state.Seed, state.Stream);
        var call = new DeviceCall<T>(Device, counting, _values, Parameters<T>(), counted, inputs, false);
        var (_, _, final) = Run(call, _counting.Value, [], Plain<T>(), []);
        return (final.Values[^1], new(Model, final.Values[..^1], final.Step, final.Seed, final.Stream));
    }

    /// <summary>All steps of a sequence: the spikes as bits, and the last state. The model must spike.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    public (DeviceSpikes Spikes, DeviceState<T> State) Spikes<T>(DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        var (spikes, final) = Bits(Call(state, inputs), []);
        return (spikes, final);
    }

    /// <summary>The spikes as bits, with the gradient of the output.</summary>
    internal (DeviceSpikes Spikes, DevicePullback<T> Pullback) SpikesPullback<T>(DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        var call = Call(state, inputs);
        var kept = Kept(call);
        var (spikes, final) = Bits(call, kept);
        return (spikes, new(this, call, _output, [], kept, final));
    }

    /// <summary>The forward pass with its gradient.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before; not to be disposed of before the gradient is taken.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same; not to be changed, either.</param>
    public DevicePullback<T> Pullback<T>(DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged => Pullback([Output], state, inputs);

    /// <summary>The forward pass of whatever is recorded, with its gradient.</summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="names">States by name; <see cref="Output"/> stands for the output.</param>
    /// <param name="state">The state before; not to be disposed of before the gradient is taken.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same; not to be changed, either.</param>
    public DevicePullback<T> Pullback<T>(string[] names, DeviceState<T> state, params DeviceInput<T>[] inputs)
        where T : unmanaged
    {
        var call = Call(state, inputs);
        var records = RecordedOf(names);
        var form = new ForwardForm(Bits: false, Checkpoints: true, Element<T>.Storage);
        var (recorded, kept, final) = Run(call, _kernels, records, form, call.OverTime(call.Steps));
        return new(this, call, records, recorded, kept, final);
    }

    /// <summary>
    /// The gradients of Σ dOutput·Output + Σ dFinal·Final of <see cref="Integral{T}(DeviceState{T}, DeviceInput{T}[])"/>, which is computed again:
    /// nothing has been kept of it.
    /// </summary>
    /// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
    /// <param name="state">The state before.</param>
    /// <param name="inputs">Each input of the model, [T, batch…, features…], or one that stays the same.</param>
    /// <param name="dOutput">[T, batch…, features…]; null for none.</param>
    /// <param name="dFinal">[batch…, features…] for each state, in the order of the model; null for none, as a whole or for one.</param>
    /// <param name="request">Which; null for those of the inputs alone.</param>
    /// <param name="into">Memory for those of inputs and of the state before the first step, as far as it has it; null to take new memory.</param>
    public DeviceGradients<T> Gradients<T>(
        DeviceState<T> state, DeviceInput<T>[] inputs, DeviceTensor<T>? dOutput, DeviceTensor<T>?[]? dFinal = null,
        DeviceGradientRequest? request = null, DeviceGradients<T>? into = null)
        where T : unmanaged
    {
        var call = Call(state, inputs);
        var (_, kept, final) = Run(call, _kernels, [], new(Bits: false, Checkpoints: true, Element<T>.Storage), []);
        using var pullback = new DevicePullback<T>(this, call, _output, [], kept, final);
        return pullback.Gradients([dOutput], dFinal, request, into);
    }

    /// <summary>For people: the model and the device.</summary>
    public override string ToString() => $"{Model.Name} on {Device}";

    private DeviceState<T> Initial<T, TComputed>(ReadOnlySpan<nint> shape, ulong seed, uint stream)
        where T : unmanaged
        where TComputed : unmanaged
    {
        var start = _dynamics.Start<TComputed>(_values, shape.ToArray(), seed, stream);
        return new(
            Model,
            Array.ConvertAll(start.Values, values =>
            {
                // where one number is that of all neurons, it alone goes to the device
                if (values.FlattenedLength > 0 && !values.Strides.ContainsAnyExcept((nint)0))
                {
                    var tensor = Device.Allocate<T>(values.Lengths);
                    DeviceTools.Fill(tensor, Element<TComputed>.Widened(values.AsReadOnlyTensorSpan().GetPinnableReference()));
                    return tensor;
                }

                var copy = Device.Copy(values);
                if (copy is DeviceTensor<T> same) return same;
                using (copy) return copy.To<T>();
            }),
            start.Step,
            seed,
            stream);
    }

    private void RequireStates(int count, string name)
    {
        if (count != Model.StateNames.Length)
            throw new ArgumentException($"{Model.Name}: {count} states were given; there are {Model.StateNames.Length}.", name);
    }

    private NeuronParameters Parameters<T>()
        where T : unmanaged
    {
        Device.Require<T>();
        return (Element<T>.Precision.IsFloat64 ? _double : _single).Value;
    }

    private (DeviceSpikes Spikes, DeviceState<T> Final) Bits<T>(DeviceCall<T> call, DeviceMemory[] kept)
        where T : unmanaged
    {
        if (!Model.Spikes) throw call.Error("the output is a potential; there are no spikes to keep as bits.");
        var form = new ForwardForm(Bits: true, Checkpoints: kept.Length > 0, Element<T>.Storage);
        var kernel = _kernels.Forward(Element<T>.Precision, _output, form);
        var words = (call.Steps + ToolsText.WordBits - 1) / ToolsText.WordBits;
        using var packed = Device.Take((long)words * call.Neurons * sizeof(uint), $"the bits of {call.Steps} steps");
        var final = Launch(call, kernel, [packed], kept);
        var bits = DeviceTools.Transpose(Device, packed, call.Steps, call.Neurons, DeviceSpikes.Words(call.Neurons));
        return (new(Device, bits, call.Steps, call.Neurons), final);
    }

    /// <summary>Memory for the states before each segment, for the gradient.</summary>
    private DeviceMemory[] Kept<T>(DeviceCall<T> call)
        where T : unmanaged
    {
        var segments = (call.Steps + StepText.Segment - 1) / StepText.Segment;
        return [.. call.State.Values.Select(_ => DeviceTools.Numbers(Device, Element<T>.Precision, [segments, call.Neurons]))];
    }

    private DeviceCall<T> Call<T>(DeviceState<T> state, DeviceInput<T>[] inputs, bool isOneStep = false)
        where T : unmanaged =>
        new(Device, Model, _values, Parameters<T>(), state, inputs, isOneStep);

    private static ForwardForm Plain<T>()
        where T : unmanaged => new(Bits: false, Checkpoints: false, Element<T>.Storage);

    private (DeviceTensor<T>[] Recorded, DeviceMemory[] Kept, DeviceState<T> Final) Run<T>(
        DeviceCall<T> call, NeuronKernels kernels, Recorded[] records, ForwardForm form, ReadOnlySpan<nint> recordedShape)
        where T : unmanaged
    {
        var kernel = kernels.Forward(Element<T>.Precision, records, form);
        var recorded = new DeviceTensor<T>[records.Length];
        for (var r = 0; r < recorded.Length; r++) recorded[r] = Device.Allocate<T>(recordedShape);
        DeviceMemory[] kept = form.Checkpoints ? Kept(call) : [];
        return (recorded, kept, Launch(call, kernel, [.. recorded.Select(tensor => tensor.Memory)], kept));
    }

    /// <summary>Runs all steps; returns the last state.</summary>
    private DeviceState<T> Launch<T>(
        DeviceCall<T> call, ForwardKernel kernel, DeviceMemory[] recorded, DeviceMemory[] kept, DeviceTensor<T>[]? into = null)
        where T : unmanaged
    {
        var state = call.State;
        var shape = call.Shape.ToArray();
        var final = into ?? [.. state.Values.Select(_ => Device.Allocate<T>(shape))];
        var arguments = call.Arguments(kernel.Plan.Draws.Length > 0);
        foreach (var tensor in state.Values) arguments.Read(tensor.Memory);
        foreach (var tensor in final) arguments.Add(tensor.Memory);
        foreach (var memory in recorded.Concat(kept)) arguments.Add(memory);
        kernel.Kernel.Run(call.Neurons, arguments);
        return new(call.Model, final, state.Step + call.Steps, state.Seed, state.Stream);
    }

    private Recorded[] RecordedOf(string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Distinct().Count() < names.Length)
            throw new ArgumentException($"{Model.Name}: something is to be recorded twice, of {string.Join(", ", names)}.", nameof(names));
        return Array.ConvertAll(
            names,
            name => name == Output && !Model.StateNames.Contains(Output)
                ? Recorded.NewOutput(0)
                : Recorded.NewAfter(DefinitionModule.stateIndex(Model, name)));
    }
}
