using Neurons.Compile;
using Neurons.Primitives;

namespace Neurons.Gpu;

/// <summary>
/// A forward pass on a device together with its gradient. The forward pass keeps the states before every 16th step; the gradient computes those
/// between again, so state and inputs must not have been changed or disposed of meanwhile.
/// </summary>
/// <typeparam name="T">float, double, Half or BFloat16.</typeparam>
public sealed class DevicePullback<T> : IDisposable
    where T : unmanaged
{
    private readonly DeviceNeuron _neuron;
    private readonly DeviceCall<T> _call;
    private readonly Recorded[] _records;
    private readonly DeviceTensor<T>[] _recorded;
    private readonly DeviceMemory[] _kept;

    internal DevicePullback(
        DeviceNeuron neuron, DeviceCall<T> call, Recorded[] records, DeviceTensor<T>[] recorded, DeviceMemory[] kept, DeviceState<T> final)
    {
        _neuron = neuron;
        _call = call;
        _records = records;
        _recorded = recorded;
        _kept = kept;
        Final = final;
    }

    /// <summary>What was recorded at every step, in the order asked for: [T, batch…, features…] each.</summary>
    public IReadOnlyList<DeviceTensor<T>> Recorded => _recorded;

    /// <summary>What was recorded first: the output, unless something else was asked for.</summary>
    public DeviceTensor<T> Output => _recorded[0];

    /// <summary>The state after the last step.</summary>
    public DeviceState<T> Final { get; }

    /// <summary>The gradients of Σ dOutput·Output.</summary>
    /// <param name="dOutput">[T, batch…, features…].</param>
    /// <param name="request">Which; null for those of the inputs alone.</param>
    public DeviceGradients<T> Gradients(DeviceTensor<T> dOutput, DeviceGradientRequest? request = null) =>
        Gradients([dOutput, .. new DeviceTensor<T>?[Math.Max(0, _records.Length - 1)]], null, request);

    /// <summary>The gradients of Σ dRecorded·Recorded + Σ dFinal·Final.</summary>
    /// <param name="dRecorded">[T, batch…, features…] for each of what was recorded; null for none, as a whole or for one.</param>
    /// <param name="dFinal">[batch…, features…] for each state, in the order of the model; null for none, as a whole or for one.</param>
    /// <param name="request">Which; null for those of the inputs alone.</param>
    /// <param name="into">Memory for those of inputs and of the state before the first step, as far as it has it; null to take new memory.</param>
    public DeviceGradients<T> Gradients(
        DeviceTensor<T>?[]? dRecorded, DeviceTensor<T>?[]? dFinal, DeviceGradientRequest? request = null, DeviceGradients<T>? into = null)
    {
        request ??= new();
        dRecorded ??= new DeviceTensor<T>?[_records.Length];
        dFinal ??= new DeviceTensor<T>?[Final.Values.Length];
        Check(dRecorded, _records.Length, nameof(dRecorded), _call.OverTime(_call.Steps));
        Check(dFinal, Final.Values.Length, nameof(dFinal), _call.Shape);
        var wanted = Wanted(request);
        foreach (var input in _call.Inputs) input.Values.Require();
        foreach (var memory in _kept) ObjectDisposedException.ThrowIf(memory.IsClosed, this);
        into ??= new([]);
        CheckMemory(into);
        if (_call.Steps > 0 && _call.Neurons > 0) return Run(dRecorded, dFinal, wanted, request.Initial, into);
        return Nothing(dFinal, wanted, request.Initial, into);
    }

    /// <summary>Gives back the memory of what was recorded and kept, and of the last state.</summary>
    public void Dispose()
    {
        Array.ForEach(_recorded, tensor => tensor.Dispose());
        Array.ForEach(_kept, memory => memory.Dispose());
        Final.Dispose();
    }

    /// <summary>What was made, in memory that is given for it.</summary>
    private static DeviceTensor<T> Moved(DeviceTensor<T> made, DeviceTensor<T>? into)
    {
        if (into is null) return made;
        using (made) made.CopyTo(into);
        return into;
    }

    private DeviceGradients<T> Run(
        DeviceTensor<T>?[] dRecorded, DeviceTensor<T>?[] dFinal, Wanted wanted, bool initial, DeviceGradients<T> into)
    {
        var device = _neuron.Device;
        var form = new BackwardForm(Array.ConvertAll(dFinal, gradient => gradient is not null), initial, Element<T>.Storage);
        var outputs = Array.ConvertAll(dRecorded, gradient => gradient is not null);
        var kernel = _neuron.Kernels.Backward(Element<T>.Precision, _records, outputs, wanted, form);

        var shape = _call.Shape.ToArray();
        DeviceMemory Sums() => DeviceTools.Numbers(device, Element<T>.Precision, shape);
        bool[] wantedInputs = [.. _call.Inputs.Select((_, i) => wanted.Inputs[i])];
        DeviceTensor<T> Sequence(int input) => into.InputMemory.ElementAtOrDefault(input) ?? device.Allocate<T>(_call.OverTime(_call.Steps));
        DeviceTensor<T>?[] ofSteps =
            [.. _call.IsConstant.Select((isConstant, input) => wantedInputs[input] && !isConstant ? Sequence(input) : null)];
        DeviceTensor<T> State(int state) => into.InitialMemory.ElementAtOrDefault(state) ?? device.Allocate<T>(shape);
        DeviceTensor<T>[] states = initial ? [.. Enumerable.Range(0, dFinal.Length).Select(State)] : [];
        DeviceMemory?[] ofInputs = [.. _call.IsConstant.Zip(wantedInputs, (constant, isWanted) => isWanted && constant ? Sums() : null)];
        int[] parameters = [.. Enumerable.Range(0, wanted.Parameters.Length).Where(p => wanted.Parameters[p])];
        DeviceMemory[] ofParameters = [.. parameters.Select(_ => Sums())];

        var arguments = _call.Arguments(kernel.Record.Draws.Length > 0);
        foreach (var memory in _kept) arguments.Read(memory);
        foreach (var tensor in dRecorded.Concat(dFinal))
        {
            if (tensor is not null) arguments.Read(tensor.Memory);
        }

        foreach (var tensor in ofSteps.Concat(states))
        {
            if (tensor is not null) arguments.Add(tensor.Memory);
        }

        foreach (var memory in ofInputs.Concat(ofParameters))
        {
            if (memory is not null) arguments.Add(memory);
        }

        kernel.Kernel.Run(_call.Neurons, arguments);
        DeviceTensor<T>[] inputs = [];
        if (wantedInputs is [true, ..])
        {
            inputs = [.. ofSteps.Select((tensor, i) => tensor
                ?? Moved(DeviceTools.Stored<T>(device, shape, ofInputs[i]!), into.InputMemory.ElementAtOrDefault(i)))];
        }

        return new(inputs, Start(states), parameters.Zip(ofParameters, Total).ToDictionary(pair => pair.Item1, pair => pair.Item2), into);
    }

    /// <summary>The gradient of a parameter from the sums over time of each neuron.</summary>
    private (string, DeviceTensor<T>) Total(int parameter, DeviceMemory sums)
    {
        var device = _neuron.Device;
        var shape = Shape(parameter);
        var columns = Shapes.Elements(shape);
        // one that is a number for each neuron of one sample is what it is
        var total = DeviceTools.SumRows(device, Element<T>.Precision, sums, _call.Neurons / columns, columns);
        if (!ReferenceEquals(total, sums)) sums.Dispose();
        return (_neuron.Model.ParameterNames[parameter], DeviceTools.Stored<T>(device, shape, total));
    }

    /// <summary>Without a step or a neuron, the gradient of the first state is that of the last, and there is no other.</summary>
    private DeviceGradients<T> Nothing(DeviceTensor<T>?[] dFinal, Wanted wanted, bool initial, DeviceGradients<T> into)
    {
        var device = _neuron.Device;
        var shape = _call.Shape.ToArray();
        DeviceTensor<T>[] inputs = _call.Inputs.Length > 0 && wanted.Inputs[0]
            ? [.. _call.IsConstant.Select((isConstant, i) => Moved(
                device.Zeros<T>(isConstant ? shape : _call.OverTime(_call.Steps)), into.InputMemory.ElementAtOrDefault(i)))]
            : [];
        DeviceTensor<T>[] states = initial
            ? [.. dFinal.Select((gradient, s) => Moved(gradient?.Clone() ?? device.Zeros<T>(shape), into.InitialMemory.ElementAtOrDefault(s)))]
            : [];
        var parameters = Enumerable.Range(0, wanted.Parameters.Length).Where(p => wanted.Parameters[p])
            .ToDictionary(p => _neuron.Model.ParameterNames[p], p => device.Zeros<T>(Shape(p)));
        return new(inputs, Start(states), parameters, into);
    }

    private DeviceState<T>? Start(DeviceTensor<T>[] values) =>
        values.Length == 0 ? null : new(_neuron.Model, values, _call.State.Step, _call.State.Seed, _call.State.Stream);

    /// <summary>The shape of a parameter's gradient.</summary>
    private nint[] Shape(int parameter) => _neuron.Values[parameter] is ParameterValue.PerNeuron each ? each.Item.Lengths.ToArray() : [1];

    private Wanted Wanted(DeviceGradientRequest request)
    {
        var model = _neuron.Model;
        var parameters = new bool[model.ParameterNames.Length];
        if (request.Parameters is null) Array.Fill(parameters, true);
        foreach (var name in request.Parameters ?? []) parameters[DefinitionModule.parameterIndex(model, name)] = true;
        return new([.. _call.Inputs.Select(_ => request.Inputs)], _call.IsConstant, parameters);
    }

    private void CheckMemory(DeviceGradients<T> into)
    {
        if (into.InputMemory.Length > _call.Inputs.Length)
            throw _call.Error($"there is memory for the gradients of {into.InputMemory.Length} inputs; there are {_call.Inputs.Length}.");
        if (into.InitialMemory.Length > 0 && into.InitialMemory.Length != Final.Values.Length)
            throw _call.Error($"there is memory for the gradients of {into.InitialMemory.Length} states; there are {Final.Values.Length}.");
        for (var i = 0; i < into.InputMemory.Length; i++)
        {
            var shape = _call.IsConstant[i] ? _call.Shape : _call.OverTime(_call.Steps);
            _call.Require(into.InputMemory[i], $"{nameof(into)}.Inputs[{i}]", shape, "that of the input");
        }

        for (var s = 0; s < into.InitialMemory.Length; s++)
            _call.Require(into.InitialMemory[s], $"{nameof(into)}.Initial[{s}]", _call.Shape, "that of the state");
    }

    private void Check(DeviceTensor<T>?[] gradients, int count, string name, ReadOnlySpan<nint> shape)
    {
        if (gradients.Length != count) throw _call.Error($"{gradients.Length} gradients {name} were given; there are {count}.");
        for (var i = 0; i < count; i++)
        {
            if (gradients[i] is { } gradient) _call.Require(gradient, $"{name}[{i}]", shape, "that of what it is the gradient of");
        }
    }
}
