using System.Numerics;
using Neurons.Simulation;

namespace Neurons.Gpu;

/// <summary>The kernels of simulations in one precision.</summary>
internal readonly record struct SimulationKernels(Device Device, Precision Precision)
{
    public void Run(string name, long items, KernelArguments arguments) => Device.Tool(Precision, name, SimulationText.Of).Run(items, arguments);
}

/// <summary>What is on its way to an input, on a device.</summary>
internal sealed class DeviceRing<T>(Device device, InputPart<T> input, string what) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DeviceBuffer<T> _numbers = new(device, input.Arriving.Length, what);

    public DeviceMemory Memory => _numbers.Memory;

    public int Rows => input.Rows;

    public int Stride => input.Stride;

    /// <summary>Where the row of a step begins.</summary>
    public ulong Row(long step) => (ulong)(step & (Rows - 1)) * (ulong)Stride;

    public void Begin() => _numbers.Write(input.Arriving);

    public void End() => _numbers.Read(input.Arriving);

    public void Dispose() => _numbers.Dispose();
}

/// <summary>An input of a population on a device.</summary>
internal sealed class DeviceInputPort<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SimulationKernels _kernels;
    private readonly InputPart<T> _part;
    private readonly DeviceBuffer<T>[] _currents;
    private readonly bool _isFixed;

    public DeviceInputPort(Device device, InputPart<T> part, int neurons, int mostSteps, string what)
    {
        _kernels = new(device, Element<T>.Precision);
        _part = part;
        Row = device.Allocate<T>(neurons);
        Ring = part.HasEvents ? new(device, part, what) : null;
        _currents = [.. part.Currents.Select(current =>
            new DeviceBuffer<T>(device, (long)current.Width * (current.IsConstant ? 1 : mostSteps), what))];
        _isFixed = Ring is null && part.Currents.All(current => current.IsConstant);
    }

    /// <summary>The input of each neuron at a step.</summary>
    public DeviceTensor<T> Row { get; }

    public DeviceRing<T>? Ring { get; }

    public void Begin()
    {
        Ring?.Begin();
        foreach (var (current, buffer) in _part.Currents.Zip(_currents))
        {
            if (current.IsConstant) buffer.Write(Numbers(current, 0, 1));
        }

        if (_isFixed) Sum(0);
    }

    /// <summary>Makes the currents of the next steps ready.</summary>
    public void Prepare(long step, int steps)
    {
        foreach (var (current, buffer) in _part.Currents.Zip(_currents))
        {
            if (!current.IsConstant) buffer.Write(Numbers(current, step, steps));
        }
    }

    /// <summary>The input of a step, the so many-th of those that are ready.</summary>
    public void Update(long step, int number)
    {
        if (Ring is not null)
        {
            var arguments = new KernelArguments().Add((uint)Row.Count).Add(Ring.Memory).Add(Ring.Row(step)).Add(Row.Memory);
            _kernels.Run(SimulationText.Take, Row.Count, arguments);
        }

        if (!_isFixed) Sum(number);
    }

    public void Dispose()
    {
        Row.Dispose();
        Ring?.Dispose();
        Array.ForEach(_currents, buffer => buffer.Dispose());
    }

    private void Sum(int number)
    {
        if (Ring is null) DeviceTools.Fill(Row, 0);
        foreach (var (current, buffer) in _part.Currents.Zip(_currents))
        {
            var begin = current.IsConstant ? 0 : (ulong)number * (ulong)current.Width;
            // a target of one neuron has one number, whether it is shared or not
            _kernels.Run(SimulationText.Current, current.Target.Count, new KernelArguments()
                .Add((uint)current.Target.Count).Add((uint)current.Target.Start).Read(buffer.Memory).Add(begin)
                .Add(current.Width == 1 ? 1u : 0u).Add(Row.Memory));
        }
    }

    private static T[] Numbers(CurrentPart<T> current, long step, int steps)
    {
        var numbers = new T[(long)steps * current.Width];
        for (var i = 0; i < steps; i++) current.Fill(step + i, numbers.AsSpan(i * current.Width, current.Width));
        return numbers;
    }
}

/// <summary>A population on a device.</summary>
internal sealed class DevicePopulation<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PopulationPart<T> _part;
    private readonly SimulationKernels _kernels;
    private readonly DeviceNeuron? _neurons;
    private readonly DeviceBuffer<T>[] _states = [];
    private readonly DeviceTensor<T>[] _tensors = [], _inputs = [];
    private readonly DeviceTensor<T>? _output;
    private readonly DeviceBuffer<uint> _bits;

    public DevicePopulation(Device device, PopulationPart<T> part, int mostSteps)
    {
        var size = part.Population.Size;
        _part = part;
        _kernels = new(device, Element<T>.Precision);
        _bits = new(device, part.Spikes.Length, $"the spikes of {part.Population.Name}");
        Inputs = [.. part.Inputs.Select((input, i) =>
            new DeviceInputPort<T>(device, input, size, mostSteps, $"the input {part.Population.Name}.{part.Population.Inputs[i]}"))];
        if (part.Population.Neurons is not { } layer) return;
        _neurons = layer.On(device);
        _states = [.. layer.Model.StateNames.Select(name => new DeviceBuffer<T>(device, size, $"{part.Population.Name}.{name}"))];
        _tensors = [.. _states.Select(buffer => new DeviceTensor<T>(device, [size], size, buffer.Memory))];
        _inputs = [.. Inputs.Select(input => input.Row)];
        _output = device.Allocate<T>(size);
    }

    public DeviceInputPort<T>[] Inputs { get; }

    /// <summary>Who fires, as bits.</summary>
    public DeviceMemory Bits => _bits.Memory;

    /// <summary>The first word of a step, the so many-th of those that are run.</summary>
    public ulong Word(int number) => (ulong)number * (ulong)_part.WordsPerStep;

    public void Begin()
    {
        for (var s = 0; s < _states.Length; s++) _states[s].Write(_part.State(s));
        foreach (var input in Inputs) input.Begin();
    }

    public void End()
    {
        for (var s = 0; s < _states.Length; s++) _states[s].Read(_part.State(s));
        foreach (var input in Inputs) input.Ring?.End();
    }

    /// <summary>Makes what comes from this machine ready for the next steps.</summary>
    public void Prepare(long step, int steps)
    {
        if (_neurons is null || !_neurons.Model.Spikes) _bits.Write(_part.Spikes[..(steps * _part.WordsPerStep)]);
        foreach (var input in Inputs) input.Prepare(step, steps);
    }

    /// <summary>A step of the neurons, the so many-th of those that are run.</summary>
    public void Update(long step, int number)
    {
        if (_neurons is null) return;
        foreach (var input in Inputs) input.Update(step, number);
        var (size, model) = (_part.Population.Size, _neurons.Model);
        _neurons.Advance(new DeviceState<T>(model, _tensors, step, _part.Seed, _part.Stream), _inputs, _output!);
        if (!model.Spikes) return;
        _kernels.Run(SimulationText.Pack, _part.WordsPerStep, new KernelArguments()
            .Add((uint)_part.WordsPerStep).Add((uint)size).Read(_output!.Memory).Add(Bits).Add(Word(number)));
    }

    /// <summary>Brings who fired.</summary>
    public void Fetch(int steps)
    {
        if (_neurons?.Model.Spikes == true) _bits.Read(_part.Spikes[..(steps * _part.WordsPerStep)]);
    }

    public void Dispose()
    {
        _neurons?.Dispose();
        _output?.Dispose();
        _bits.Dispose();
        Array.ForEach(_states, buffer => buffer.Dispose());
        Array.ForEach(Inputs, input => input.Dispose());
    }
}
