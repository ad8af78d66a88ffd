namespace Neurons

open System
open System.Collections.Generic
open System.Diagnostics.CodeAnalysis
open System.Globalization

/// What an option of a model may be.
type OptionKind =
    | NumberOption
    | FlagOption
    /// One of these names.
    | ChoiceOption of string[]
    | SurrogateOption

/// An option of a model, as text.
type OptionInfo = {
    Name: string
    Kind: OptionKind
    Default: string
    /// Its type, for generated code.
    Type: Type
}

/// A named choice of options and parameters.
type PresetInfo = {
    Name: string
    Source: string
    /// Value, unit and range of each parameter.
    Parameters: Quantity[]
} with

    /// The unit of time of its parameters, as one of a constant in ms tells, else the model's.
    member p.TimeUnit(model: Definition) =
        let isIn unit = p.Parameters |> Array.exists (fun q -> q.Unit = unit || q.Unit = "1/" + unit)

        if isIn "ms" then "ms"
        elif isIn "s" then "s"
        else model.TimeUnit

/// What is known of a model once it has been asked for anything but its name.
type internal ModelContent = {
    /// With the default options; traced when it is asked for.
    Definition: Lazy<Definition>
    Options: OptionInfo[]
    Presets: IReadOnlyDictionary<string, ParameterValue[]>
    PresetInfo: PresetInfo[]
    Create: string -> IReadOnlyDictionary<string, string> -> Dynamics
    WithOptions: obj[] -> Dynamics
}

/// A model by name, its options as text: as the command line, `verify` and the generator of the C# classes see it. Only its name is known
/// without making the model.
[<Sealed>]
type ModelEntry internal (name: string, content: Lazy<ModelContent>) =
    /// With the default options.
    member _.Definition = content.Value.Definition.Value
    member _.Name = name
    member _.Options = content.Value.Options
    /// The names of the presets, and the parameters of each.
    member _.Presets = content.Value.Presets
    /// What is to be known of each preset.
    member _.PresetInfo = content.Value.PresetInfo
    /// Whether it has been asked for anything but its name.
    member internal _.IsMade = content.IsValueCreated

    /// The neuron with the options of a preset ("": the defaults), some of them changed: name to value, as text. Names may be written
    /// in any case, with underscores. An unknown name or a bad value is an ArgumentException that says what there is.
    member _.Create(preset: string, changes: IReadOnlyDictionary<string, string>) : Dynamics =
        content.Value.Create preset changes


    member e.Create(changes: IReadOnlyDictionary<string, string>) : Dynamics = e.Create("", changes)

    /// The neuron with these values of its options, in the order of `Options`; for values that have no text.
    member e.WithOptions(values: obj[]) : Dynamics =
        let options = e.Options

        for i in 0 .. options.Length - 1 do
            if isNull values[i] then
                raise (ArgumentNullException(options[i].Name, $"%s{name}: %s{options[i].Name} is null."))

        content.Value.WithOptions values

    /// The parameters of a preset ("": the defaults).
    member e.Parameters(preset: string) : ParameterValue[] =
        if preset = "" then
            e.Definition.ParameterInfo |> Array.map (fun q -> Shared q.Value)
        else
            match e.Presets.TryGetValue preset with
            | true, values -> values
            | _ ->
                raise (
                    ArgumentException
                        $"%s{e.Name} has no preset %s{preset}.%s{Definition.suggestion e.Presets.Keys preset}"
                )

module internal ModelEntry =
    /// The values of each type of options that is neither a number nor a flag nor a surrogate; as text, each is its name.
    let private choices: IReadOnlyDictionary<Type, obj[]> =
        Dictionary(
            [|
                KeyValuePair(typeof<Transform>, Array.map box Transform.All)
                KeyValuePair(typeof<Comparison>, [| box Greater; GreaterOrEqual |])
                KeyValuePair(typeof<Jump>, [| box AfterIntegration; BeforeIntegration |])
                KeyValuePair(typeof<SpikeReset>, [| box SpikeReset.Value; SpikeReset.Subtract |])
                KeyValuePair(typeof<VoltageReset>, [| box Soft; Hard |])
                KeyValuePair(
                    typeof<MembraneReset>,
                    [| box MembraneReset.Subtract; MembraneReset.Zero; MembraneReset.None |]
                )
                KeyValuePair(typeof<ResetTiming>, [| box ResetTiming.Delayed; ResetTiming.Immediate |])
                KeyValuePair(
                    typeof<ChargeActivation>,
                    [|
                        box ChargeActivation.Relu
                        ChargeActivation.Tanh
                        ChargeActivation.Sigmoid
                        ChargeActivation.Selu
                    |]
                )
                KeyValuePair(typeof<Integrator>, [| box Integrator.Exact; Integrator.ExponentialEuler |])
                KeyValuePair(
                    typeof<WeightChange>,
                    [|
                        box WeightChange.Additive
                        WeightChange.AdditiveStep
                        WeightChange.MultiplicativePow
                        WeightChange.MultiplicativeRelu
                    |]
                )
                KeyValuePair(typeof<Recovery>, [| box OldPotential; NewPotential; Accommodating |])
            |]
        )

    let private kind (field: Type) =
        if field = typeof<float> then
            NumberOption
        elif field = typeof<bool> then
            FlagOption
        elif field = typeof<Surrogate> then
            SurrogateOption
        else
            match choices.TryGetValue field with
            | true, values -> ChoiceOption(values |> Array.map string)
            | _ -> invalidOp $"Options of type %s{field.Name} are not known."

    let private text (value: obj) =
        match value with
        | :? float as x -> x.ToString("R", CultureInfo.InvariantCulture)
        | :? bool as b -> if b then "true" else "false"
        | other -> string other

    let private parse model name (field: Type) (value: string) : obj =
        let fail allowed =
            raise (ArgumentException $"%s{model}: %s{name} is '%s{string value}'; it must be %s{allowed}.")

        match kind field with
        | NumberOption ->
            match Double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, x -> box x
            | _ -> fail "a number"
        | FlagOption ->
            match Boolean.TryParse value with
            | true, b -> box b
            | _ -> fail "true or false"
        | SurrogateOption -> box (Surrogates.parse value)
        | ChoiceOption names ->
            match Definition.tryIndex names value with
            | Some i -> choices[field][i]
            | None ->
                let list = String.Join(", ", names)

                raise (
                    ArgumentException
                        $"%s{model}: %s{name} is '%s{string value}'; it must be one of %s{list}.%s{Definition.nearest names value}"
                )

    let private content<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Parameters, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
        (model: Model<'Options, 'Quantities, 'Parameters, 'State>)
        : ModelContent =
        let names = Records.names<'Options>
        let types = Records.types<'Options>

        let infos =
            Records.values<'Options, obj> model.Options
            |> Array.mapi (fun i value -> {
                Name = names[i]
                Kind = kind types[i]
                Default = text value
                Type = types[i]
            })

        let presets = Dictionary<string, ParameterValue[]>()

        for preset in model.Presets do
            presets[preset.Name] <-
                Records.values<'Quantities, Quantity> preset.Parameters |> Array.map (fun q -> Shared q.Value)

        let withOptions (values: obj[]) = Neuron.dynamics model (Records.ofValues<'Options, obj> values)

        let create preset (changes: IReadOnlyDictionary<string, string>) =
            let start =
                if preset = "" then
                    model.Options
                else
                    match model.Presets |> List.tryFind (fun p -> p.Name = preset) with
                    | Some p -> p.Options
                    | None ->
                        raise (
                            ArgumentException
                                $"%s{model.Name} has no preset %s{preset}.%s{Definition.suggestion presets.Keys preset}"
                        )

            let values = Records.values<'Options, obj> start

            for change in changes do
                match Definition.tryIndex names change.Key with
                | Some i -> values[i] <- parse model.Name names[i] types[i] change.Value
                | None ->
                    raise (
                        ArgumentException
                            $"%s{model.Name} has no option %s{change.Key}.%s{Definition.suggestion names change.Key}"
                    )

            withOptions values

        let presetInfo = [|
            for preset in model.Presets do
                {
                    PresetInfo.Name = preset.Name
                    Source = preset.Source
                    Parameters = Records.values<'Quantities, Quantity> preset.Parameters
                }
        |]

        {
            Definition = lazy Model.define model model.Options
            Options = infos
            Presets = presets
            PresetInfo = presetInfo
            Create = create
            WithOptions = withOptions
        }

    /// The model of a name, made when it is asked for.
    let ofModel<[<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Options, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Quantities, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'Parameters, [<DynamicallyAccessedMembers(Records.KeptByTrimming)>] 'State>
        name
        (model: unit -> Model<'Options, 'Quantities, 'Parameters, 'State>)
        : ModelEntry =
        ModelEntry(name, lazy content (model ()))

/// The models of the library. A new one is its file, a line in the compile order and a line here.
module Models =
    /// The neurons.
    let all: ModelEntry[] = [|
        ModelEntry.ofModel (nameof If) (fun () -> If.model)
        ModelEntry.ofModel (nameof Lif) (fun () -> Lif.model)
        ModelEntry.ofModel (nameof LifRef) (fun () -> LifRef.model)
        ModelEntry.ofModel (nameof Alif) (fun () -> Alif.model)
        ModelEntry.ofModel (nameof ExpIf) (fun () -> ExpIf.model)
        ModelEntry.ofModel (nameof ExpIfRef) (fun () -> ExpIfRef.model)
        ModelEntry.ofModel (nameof AdExIf) (fun () -> AdExIf.model)
        ModelEntry.ofModel (nameof AdExIfRef) (fun () -> AdExIfRef.model)
        ModelEntry.ofModel (nameof QuaIf) (fun () -> QuaIf.model)
        ModelEntry.ofModel (nameof AdQuaIf) (fun () -> AdQuaIf.model)
        ModelEntry.ofModel (nameof AdQuaIfRef) (fun () -> AdQuaIfRef.model)
        ModelEntry.ofModel (nameof Gif) (fun () -> Gif.model)
        ModelEntry.ofModel (nameof GifRef) (fun () -> GifRef.model)
        ModelEntry.ofModel (nameof HodgkinHuxley) (fun () -> HodgkinHuxley.model)
        ModelEntry.ofModel (nameof WangBuzsaki) (fun () -> WangBuzsaki.model)
        ModelEntry.ofModel (nameof MorrisLecar) (fun () -> MorrisLecar.model)
        ModelEntry.ofModel (nameof FitzHughNagumo) (fun () -> FitzHughNagumo.model)
        ModelEntry.ofModel (nameof HindmarshRose) (fun () -> HindmarshRose.model)
        ModelEntry.ofModel (nameof Izhikevich2003) (fun () -> Izhikevich2003.model)
        ModelEntry.ofModel (nameof Izhikevich2003Ref) (fun () -> Izhikevich2003Ref.model)
        ModelEntry.ofModel (nameof CurrentLif) (fun () -> CurrentLif.model)
        ModelEntry.ofModel (nameof ConductanceLif) (fun () -> ConductanceLif.model)
        ModelEntry.ofModel (nameof PscExpLif) (fun () -> PscExpLif.model)
        ModelEntry.ofModel (nameof CondExpLif) (fun () -> CondExpLif.model)
        ModelEntry.ofModel (nameof PscDeltaLif) (fun () -> PscDeltaLif.model)
        ModelEntry.ofModel (nameof CubaLif) (fun () -> CubaLif.model)
        ModelEntry.ofModel (nameof CubaLifEncoder) (fun () -> CubaLifEncoder.model)
        ModelEntry.ofModel (nameof CubaLifRefractory) (fun () -> CubaLifRefractory.model)
        ModelEntry.ofModel (nameof CompartmentLif) (fun () -> CompartmentLif.model)
        ModelEntry.ofModel (nameof CompartmentLifRefractory) (fun () -> CompartmentLifRefractory.model)
        ModelEntry.ofModel (nameof CubaExpIf) (fun () -> CubaExpIf.model)
        ModelEntry.ofModel (nameof CubaAdEx) (fun () -> CubaAdEx.model)
        ModelEntry.ofModel (nameof Lsnn) (fun () -> Lsnn.model)
        ModelEntry.ofModel (nameof CubaExpIfEncoder) (fun () -> CubaExpIfEncoder.model)
        ModelEntry.ofModel (nameof CubaAdExEncoder) (fun () -> CubaAdExEncoder.model)
        ModelEntry.ofModel (nameof CubaAdExRefractory) (fun () -> CubaAdExRefractory.model)
        ModelEntry.ofModel (nameof AdaLif) (fun () -> AdaLif.model)
        ModelEntry.ofModel (nameof LifBox) (fun () -> LifBox.model)
        ModelEntry.ofModel (nameof Iaf) (fun () -> Iaf.model)
        ModelEntry.ofModel (nameof CobaLif) (fun () -> CobaLif.model)
        ModelEntry.ofModel (nameof Izhikevich) (fun () -> Izhikevich.model)
        ModelEntry.ofModel (nameof LeakyIntegrator) (fun () -> LeakyIntegrator.model)
        ModelEntry.ofModel (nameof LeakyIntegratorBox) (fun () -> LeakyIntegratorBox.model)
        ModelEntry.ofModel (nameof Leaky) (fun () -> Leaky.model)
        ModelEntry.ofModel (nameof RLeaky) (fun () -> RLeaky.model)
        ModelEntry.ofModel (nameof Lapicque) (fun () -> Lapicque.model)
        ModelEntry.ofModel (nameof Synaptic) (fun () -> Synaptic.model)
        ModelEntry.ofModel (nameof Alpha) (fun () -> Alpha.model)
        ModelEntry.ofModel (nameof StateLeaky) (fun () -> StateLeaky.model)
        ModelEntry.ofModel (nameof DeltaLeaky) (fun () -> DeltaLeaky.model)
        ModelEntry.ofModel (nameof LstmMembrane) (fun () -> LstmMembrane.model)
        ModelEntry.ofModel (nameof ParametricLif) (fun () -> ParametricLif.model)
        ModelEntry.ofModel (nameof QuadraticIf) (fun () -> QuadraticIf.model)
        ModelEntry.ofModel (nameof ExponentialIf) (fun () -> ExponentialIf.model)
        ModelEntry.ofModel (nameof AdaptiveQuadraticIf) (fun () -> AdaptiveQuadraticIf.model)
        ModelEntry.ofModel (nameof KLif) (fun () -> KLif.model)
        ModelEntry.ofModel (nameof ComplementaryLif) (fun () -> ComplementaryLif.model)
        ModelEntry.ofModel (nameof CubaLeaky) (fun () -> CubaLeaky.model)
        ModelEntry.ofModel (nameof Liaf) (fun () -> Liaf.model)
        ModelEntry.ofModel (nameof TernaryLif) (fun () -> TernaryLif.model)
        ModelEntry.ofModel (nameof IntegerLif) (fun () -> IntegerLif.model)
        ModelEntry.ofModel (nameof ResonateAndFire) (fun () -> ResonateAndFire.model)
        ModelEntry.ofModel (nameof ActivationAwareIf) (fun () -> ActivationAwareIf.model)
        ModelEntry.ofModel (nameof OnlineLif) (fun () -> OnlineLif.model)
        ModelEntry.ofModel (nameof GatedLif) (fun () -> GatedLif.model)
        ModelEntry.ofModel (nameof ExtendedLif) (fun () -> ExtendedLif.model)
        ModelEntry.ofModel (nameof Bernoulli) (fun () -> Bernoulli.model)
    |]

    /// The synapses: their input is spikes.
    let synapses: ModelEntry[] = [|
        ModelEntry.ofModel (nameof TsodyksMarkram) (fun () -> TsodyksMarkram.model)
        ModelEntry.ofModel (nameof ExponentialSynapse) (fun () -> ExponentialSynapse.model)
        ModelEntry.ofModel (nameof DualExponentialSynapse) (fun () -> DualExponentialSynapse.model)
        ModelEntry.ofModel (nameof AlphaSynapse) (fun () -> AlphaSynapse.model)
        ModelEntry.ofModel (nameof ReceptorSynapse) (fun () -> ReceptorSynapse.model)
        ModelEntry.ofModel (nameof NmdaSynapse) (fun () -> NmdaSynapse.model)
        ModelEntry.ofModel (nameof ShortTermPlasticity) (fun () -> ShortTermPlasticity.model)
        ModelEntry.ofModel (nameof ShortTermDepression) (fun () -> ShortTermDepression.model)
        ModelEntry.ofModel (nameof SynapticCurrent) (fun () -> SynapticCurrent.model)
        ModelEntry.ofModel (nameof DecayingTrace) (fun () -> DecayingTrace.model)
        ModelEntry.ofModel (nameof PlasticSynapse) (fun () -> PlasticSynapse.model)
        ModelEntry.ofModel (nameof CorrelationSensor) (fun () -> CorrelationSensor.model)
    |]

    /// The model of a name, in any case, with or without underscores; an unknown one is an ArgumentException that suggests the nearest.
    let find (name: string) : ModelEntry =
        let every = Array.append all synapses
        let names = every |> Array.map _.Name

        match Definition.tryIndex names name with
        | Some i -> every[i]
        | None when String.IsNullOrWhiteSpace name ->
            raise (ArgumentException $"The name of the model is empty.%s{Definition.suggestion names name}")
        | None -> raise (ArgumentException $"There is no model %s{name}.%s{Definition.suggestion names name}")
