/**
 * `open311-bridge/adapter-kit`: what adapters from outside build on, and all of it. Code in this repository imports the modules themselves (ADR 19).
 * What stands here is promised by docs/adapter-contract.md; docs/adapter-kit-api.md shows its types, and a test tells when they change.
 */

// The contract
export {
  ADAPTER_CAPABILITIES,
  ADAPTER_CONTRACT_VERSION,
  type AdapterCapability,
  type AdapterLimits,
  type AdapterLogger,
  type AdapterManifest,
  type CallbackChanges,
  type CallContext,
  type CaseCandidate,
  type CaseNote,
  type CasePicture,
  type CaseSnapshot,
  type CaseStatusChange,
  type ChangeDoubt,
  type ChangePage,
  type ChangeWindow,
  type CrmAdapter,
  defineAdapter,
  type DiscoveredAttribute,
  type DiscoveredService,
  type EarlierCase,
  type EarlierStep,
  type KeptResults,
  type MediaLimits,
  type PictureWish,
  type NoteAuthor,
  type ReceivedCallback,
  type Rehearsal,
  type RehearsedMessage,
  type WatchContext,
} from './adapter.js';
export { type AdapterPreset, type AdapterPresets, presetsIn, type PresetParameter, type PresetQuestion } from './preset.js';
export type { Datatype } from '../domain/service.js';
export type { CaseRef, FailureKind } from '../domain/delivery.js';
export {
  type AttributeAnswer,
  DETAILED_STATUSES,
  type DetailedStatus,
  type Point,
  type Reporter,
  type ServiceRequest,
} from '../domain/service-request.js';

// Failures
export {
  AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from './errors.js';

// HTTP
export type { HttpAnswer, HttpClient, HttpRequest } from './http.js';
export { HttpAuth, HttpProxy, HttpSettings, OnlyAuthUnless } from './http/http-settings.js';
export { HttpTls } from './http/tls-settings.js';
export { Cookies } from './http/cookies.js';
export { HttpFailure, isCertificateProblem, retryAfterMs, silenceOf } from './http-failure.js';
export { Redactor } from './redactor.js';

// XML and SOAP
export { node, optional, type XmlNode, type XmlValue } from './xml/xml-node.js';
export { child, children, isEmpty, textOf, type XmlElement } from './xml/xml-element.js';
export { XmlError } from './xml/xml-error.js';
export { buildXml, parseXml, XML_LIMITS, type XmlLimits } from './xml/xml.js';
export {
  binarySecurityToken,
  envelope,
  type EnvelopeParts,
  readSoap,
  type SoapFault,
  type SoapMessage,
  usernameToken,
} from './xml/soap.js';

// Texts, dates and places
export { Charset, decodeText, IsCharset, isCharset, UNENCODABLE_RULES, type UnencodableRule } from './charset.js';
export { type DatePattern, datePattern, isDatePattern } from './dates/date-pattern.js';
export { DateRule, SplitDateRule } from './dates/date-rule.js';
export { Dates, laterThan, SplitDates } from './dates/dates.js';
export { Pattern, type PatternMatch, patternMistake, type PatternOptions } from '../domain/pattern.js';
export { IsPattern, IsPatternList } from './pattern.js';
export { applyTextRule, TextRule } from './text-rule.js';
export { fitAround, fitText, type TextLimit } from './text-limits.js';
export { parseDateTime } from './xml/date-time.js';
export { metersBetween } from '../domain/distance.js';
export { isProjection, Projection } from './projection.js';

// Mapping by templates and expressions
export { ExpressionFailure, IsJsonataExpression, MappingExpression } from './jsonata.js';
export {
  IsLiquidRecord,
  IsLiquidTemplate,
  TemplateFailure,
  templateMistake,
  TextTemplate,
  type TextTemplateOptions,
} from './liquid.js';
export { FieldRule, FieldRules, type FittedDocument } from './mapping/field-rules.js';
export { noteView, type NoteView } from './note-view.js';
export { requestView, type RequestView } from './request-view.js';

// Settings
export {
  decorateSettings,
  Description,
  ListOf,
  Nested,
  RecordOf,
  type RecordValue,
  SchemaFragment,
  type SettingsClass,
} from './settings-shape.js';
export {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';

// Emulators
export type { Emulator, EmulatorOptions } from './emulator/emulator.js';
export { type EmulatedAnswer, type EmulatedCrm, type EmulatedRequest, HttpEmulator } from './emulator/http-emulator.js';
export { describeFile, Ledger, type LedgerCase, type LedgerFile, type LedgerNote } from './emulator/ledger.js';
export { MISBEHAVIOURS, type Misbehaviour, Misbehaviours, type Order } from './emulator/misbehaviour.js';
export { BodySchema, type EnvelopeNames, envelopeNames, type QualifiedName } from './emulator/body-schema.js';

// Conformance
export { type AdapterUnderTest, underTest, type WrongSettings } from './conformance/adapter-under-test.js';
export { EXCUSABLE_VERBS, type ExcusableVerb } from './conformance/excusable-verbs.js';
